/**
 * JSON that is the same for the same content: names sorted (by code unit, the same everywhere),
 * `undefined` left out, `-0` as 0. The order of a list stays, for it means something.
 * @throws TypeError for what has no content in JSON (a date, a map, NaN): as a key it would be the same
 * as others that it is not
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value)) ?? 'null';
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value === 'object' && value !== null) {
    if (!isPlain(value)) throw new TypeError(`${value.constructor.name} has no canonical JSON`);
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(entries.map(([name, item]) => [name, canonical(item)]));
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`${value} has no canonical JSON`);
  if (['bigint', 'function', 'symbol'].includes(typeof value))
    throw new TypeError(`A ${typeof value} has no canonical JSON`);
  return value;
}

/** By its shape, for an object of another realm (a sandbox, a test runner) has another prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
