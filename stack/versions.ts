/** Compares dotted versions number by number: `isAtLeast('1.32.0', '1.29.1')`. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [have, need] = [version, oldest].map(text => text.split('.').map(Number));
  for (const [place, needed] of (need ?? []).entries()) {
    const number = have?.[place] ?? 0;
    if (number !== needed) return number > needed;
  }
  return true;
}
