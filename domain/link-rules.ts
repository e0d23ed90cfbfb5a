const linkPattern =
  /\bhttps?:\/\/[^\s<>"')\]]+|\bwww\.[^\s<>"')\]]+|(?<![@\p{L}\p{N}.-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|net|org|io|co|us|info|biz|app|dev|ly|me|link|site|online|homes|realty|realtor|house|estate|page|xyz|ai)\b(?:\/[^\s<>"')\]]*)?/giu;

/** A link without what does not matter: scheme, `www.`, closing punctuation and slash, case of the host. */
function comparable(link: string): string {
  const bare = link
    .replace(/^https?:\/\//i, '')
    .replace(/^www\./i, '')
    .replace(/[.,;:!?]+$/, '')
    .replace(/\/+$/, '');
  const slash = bare.indexOf('/');
  return slash < 0 ? bare.toLowerCase() : bare.slice(0, slash).toLowerCase() + bare.slice(slash);
}

/** Links in a text that are not among those the tenant allows. Bare domains count as links. */
export function linksNotAllowed(text: string, allowed: readonly string[]): string[] {
  const known = new Set(allowed.map(comparable));
  return (text.match(linkPattern) ?? []).filter(link => !known.has(comparable(link)));
}
