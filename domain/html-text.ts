const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  rsquo: "'",
  lsquo: "'",
  rdquo: '"',
  ldquo: '"',
  ndash: '-',
  mdash: '-',
  hellip: '...',
};

function decodeEntity(whole: string, name: string): string {
  if (name.startsWith('#')) {
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : '';
  }
  const lower = name.toLowerCase();
  return Object.hasOwn(entities, lower) ? (entities[lower] ?? whole) : whole;
}

/** True where a text is written in HTML rather than merely holding a `<`. */
export function looksLikeHtml(text: string): boolean {
  return /<(?:!doctype|html|body|div|p|br|span|table|a|b|i|strong|em|ul|ol|font|blockquote|style)\b[^<>]*>/i.test(
    text,
  );
}

/** The readable text of an HTML e-mail: line breaks where blocks end, no markup, no styles, no scripts. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(style|script|head|title)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<br\b[^<>]*>|<\/(?:p|div|tr|li|h[1-6]|blockquote|table|ul|ol)\s*>/gi, '\n')
    .replace(/<\/?[a-z!][^<>]*>/gi, '')
    .replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, decodeEntity)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const quoteStarts = [
  /<(?:blockquote|div)\b[^<>]*class="?[^<>"]*(?:gmail_quote|yahoo_quoted|moz-cite-prefix)/i,
  /<blockquote\b/i,
  /^On [^\n]{6,200} wrote:\s*$/m,
  /^El [^\n]{6,200} escribi[oó]:\s*$/m,
  /^-{2,}\s*(?:Original Message|Mensaje original)\s*-{2,}/im,
  /^>/m,
];

/**
 * An e-mail without what it quotes. Our own last message is quoted below most answers, and a
 * "Reply STOP to opt out" in it must never be read as the lead's words. A mail that is nothing but
 * a quotation stays whole.
 */
export function withoutQuotedReply(text: string): string {
  const starts = quoteStarts.map(pattern => text.search(pattern)).filter(index => index > 0);
  const kept = starts.length === 0 ? text : text.slice(0, Math.min(...starts));
  return kept.trim() === '' ? text : kept;
}
