import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json';

/**
 * The cache key of whatever decides an answer: the whole SHA-256, in hexadecimal. It says nothing
 * of what went in, and is never cut short. Not for workflow code (it needs Node).
 */
export function hashKey(parts: object): string {
  return createHash('sha256').update(canonicalJson(parts), 'utf8').digest('hex');
}
