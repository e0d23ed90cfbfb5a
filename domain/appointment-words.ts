/** Hours and days: "15:30", "3 pm", "on the 5th", "tomorrow", "el martes". */
const day =
  /\b\d{1,2}(?::\d{2})\b|\b(?:on|el|the)\s+\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)(?!\p{L})|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:tomorrow|tonight|this (?:morning|afternoon|evening|weekend)|noon)\b|\b(?:lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo|mañana|esta (?:tarde|noche))\b|\b(?:jan|febr)uary\b|\b(?:march|april|may|june|july|august|(?:sept|nov|dec)ember|october)\s+\d/iu;

/** A time that is promised without a number or a day. */
const vagueTime =
  /\bo'?clock\b|\bhalf past\b|\b(?:in|within) (?:an?|the|half an|the next|a few) (?:hours?|minutes?)\b|\bnext (?:week|weekend)\b|\b(?:próxima semana|semana que viene|en una hora|mediod[ií]a)(?!\p{L})/iu;

/** "Come by today", but not "how can I help today?". */
const thisDay = /(?<!\b(?:help|assist)(?: you)?(?: with)? )\btoday\b|(?<!\bayudar(?:l[eo]|te)? )\bhoy\b/iu;

const settled =
  /\bsee you\b|\byou(?:'re| are)\s+(?:all\s+)?(?:set|booked|scheduled|confirmed)\b|\b(?:booked|scheduled|rescheduled|confirmed)\s+(?:you|your|for|it|the|a|an|to)\b|\byour\s+(?:appointment|viewing|showing|tour|visit|call|meeting)\s+(?:is|at|on|for|has)\b|\b(?:that|the) (?:time|day|date|slot) (?:works|is (?:fine|good|free))\b|\bworks for (?:me|us|our)\b|\bmeet (?:you|up) (?:then|there|at|on)\b|\bnos vemos\b|\bsu (?:cita|visita) (?:es|está|queda)\b|\b(?:queda|está) (?:agendad|confirmad|reservad)[oa]\b|\b(?:in|within) (?:an?|the|half an|\w+) (?:hours?|minutes?)\b|\ben (?:una?|\w+) (?:horas?|minutos?)\b|\b(?:call|talk|speak|meet|see|reach)\b[^.!?]{0,30}\b(?:next|this) (?:week|month)\b/iu;

const isIn = (text: string, ...patterns: readonly RegExp[]): boolean =>
  patterns.some(pattern => pattern.test(text.replaceAll('\u2019', "'")));

/** Whether a text, to a lead or to an agent, names a day or an hour of its own. English and Spanish. */
export const tellsTime = (text: string): boolean => isIn(text, day, vagueTime);

/** Whether a reply names or settles a time to meet or to call: this lead's, and not another's. */
export const tellsAppointment = (reply: string): boolean => isIn(reply, day, vagueTime, thisDay, settled);
