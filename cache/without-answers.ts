import type { Cache } from './cache';
import type { CacheType } from './strategies';

/** What Claude answered. The other types hold what the database has, too. */
export const answerTypes = [
  'webhook_response',
  'semantic',
  'qualification',
  'coaching',
] as const satisfies readonly CacheType[];

const isAnswer = (type: CacheType): boolean => answerTypes.some(one => one === type);

/**
 * A cache that has no answer of Claude's and takes none (`LEADWIRE_ANSWER_CACHES=off`): each is asked for
 * anew, also by those who ask at the same moment. Such look-ups are not counted. All other types are as
 * they were.
 */
export const withoutAnswers = (cache: Cache): Cache => ({
  ...cache,
  get: (type, ...rest) => (isAnswer(type) ? Promise.resolve(null) : cache.get(type, ...rest)),
  lookAgain: (type, ...rest) => (isAnswer(type) ? Promise.resolve(null) : cache.lookAgain(type, ...rest)),
  set: (type, ...rest) => (isAnswer(type) ? Promise.resolve() : cache.set(type, ...rest)),
  getOrLoad: (type, tenant, key, load, options) =>
    isAnswer(type) ? load() : cache.getOrLoad(type, tenant, key, load, options),
  tryToLock: (type, ...rest) =>
    isAnswer(type) ? Promise.resolve({ outcome: 'unreachable' }) : cache.tryToLock(type, ...rest),
  secondsLeft: (type, ...rest) => (isAnswer(type) ? Promise.resolve(null) : cache.secondsLeft(type, ...rest)),
});
