/**
 * Words that end or resume messages when they are the whole message, as `plainWords` writes them.
 * Source: CTIA Messaging Principles, the FCC's list of revocation words (47 CFR 64.1200(a)(10)) and
 * the carriers' defaults; then what people write for them in other languages.
 */
export const optOutWords: ReadonlySet<string> = new Set([
  ...['stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke'],
  ...['optout', 'opt out', 'unsub', 'remove', 'remove me', 'stop it', 'stop now'],
  // Spanish
  ...[
    'alto',
    'parar',
    'pare',
    'baja',
    'cancelar',
    'detener',
    'desuscribir',
    'desuscribirme',
    'darme de baja',
  ],
  // French
  ...['arret', 'arreter', 'arretez', 'desabonner', 'desinscrire', 'desinscription'],
  // Portuguese
  ...['sair', 'descadastrar', 'remover'],
  // German
  ...['stopp', 'abmelden', 'abbestellen'],
  // Italian, Russian, Chinese, Japanese, Korean
  ...['disiscrivi', 'стоп', '停止', '退订', '配信停止', '중지', '수신거부'],
]);

export const optInWords: ReadonlySet<string> = new Set([
  ...['start', 'unstop', 'opt in', 'optin', 'resubscribe', 'subscribe'],
  ...['iniciar', 'reanudar', 'suscribir', 'suscribirme'],
]);

export const helpWords: ReadonlySet<string> = new Set(['help', 'ayuda', 'aide', 'ajuda']);

/** Words of courtesy around a keyword; they change nothing. */
export const courtesyWords: ReadonlySet<string> = new Set([
  ...['please', 'pls', 'plz', 'thanks', 'thank', 'you', 'thx', 'ty'],
  ...['por', 'favor', 'gracias', 'svp', 'merci', 'bitte', 'danke', 'obrigado', 'obrigada'],
]);
