/**
 * Whether something thrown carries this code of the system (`ENOENT`, `EEXIST` …). It looks at the
 * code alone: an error of Node itself may come from another realm, where `instanceof Error` is false.
 */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return typeof error.code === 'string' && codes.includes(error.code);
}
