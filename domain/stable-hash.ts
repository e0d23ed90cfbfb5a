const prime = 0x100000001b3n;
const sixtyFourBits = 0xffffffffffffffffn;

/** The offset of the FNV-1a standard, and a second one for an independent hash of the same text. */
export const fnvOffset = 0xcbf29ce484222325n;
export const secondFnvOffset = 0x6c62272e07bb0142n;

/**
 * FNV-1a, 64 bits, over UTF-16 code units; 16 hexadecimal digits. The same in every process and on
 * every day. It keeps ids short and apart; it is no protection against someone who forges them.
 */
export function stableHash(text: string, offset: bigint = fnvOffset): string {
  let hash = offset;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    hash = ((hash ^ BigInt(unit & 0xff)) * prime) & sixtyFourBits;
    hash = ((hash ^ BigInt(unit >> 8)) * prime) & sixtyFourBits;
  }
  return hash.toString(16).padStart(16, '0');
}
