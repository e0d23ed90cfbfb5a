import type { CachedAnswer } from '../domain/cached-answer.schema';
import { defaults } from '../runtime/defaults';
import type { Tenant } from '../store/tenants';
import type { ActivityDependencies } from './dependencies';
import { createResponseLookUp } from './look-up-answers';

/** A reply as it was written, and whether it is in the cache for others now. */
export interface Written<T> {
  readonly value: T;
  readonly kept: boolean;
}

export type Shared<T> = { readonly value: T } | { readonly found: CachedAnswer };

export interface ResponseSharing {
  /**
   * Writes the reply to a situation once, however many leads are in it at the same moment, here and in
   * other processes: a campaign is answered "yes" by a thousand. Who comes while it is being written waits
   * for it, and looks. Only a reply that was kept can be shared: where it was not, those who waited write
   * their own, all at once.
   * @throws whatever `write` throws
   */
  shareOrWrite<T>(tenant: Tenant, responseKey: string, write: () => Promise<Written<T>>): Promise<Shared<T>>;
}

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
const shortestPauseMs = 20;
const longestPauseMs = 200;

export function createResponseSharing({ cache, answerCaches, clock }: ActivityDependencies): ResponseSharing {
  const lookUp = createResponseLookUp(cache, 'again');
  /** By location and key; true once it is kept. */
  const underWay = new Map<string, Promise<boolean>>();

  /** Waits while another process writes it. @returns how to give the right to write back; undefined: nobody is kept from it */
  async function untilFree(tenant: Tenant, key: string) {
    const deadline = clock.elapsed() + defaults.cache.waitForLoadMs;
    let waited = false;
    for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const attempt = await cache.tryToLock('webhook_response', tenant.locationId, key);
      if (attempt.outcome === 'held') return { waited, release: () => attempt.lock.release() };
      if (attempt.outcome === 'unreachable' || clock.elapsed() > deadline)
        return { waited, release: () => Promise.resolve() };
      waited = true;
      await sleep(pauseMs);
    }
  }

  async function write<T>(
    tenant: Tenant,
    key: string,
    work: () => Promise<Written<T>>,
    note: (kept: boolean) => void,
  ): Promise<Shared<T>> {
    const { waited, release } = await untilFree(tenant, key);
    // Another run may have written it since the run was opened.
    const found = await lookUp(tenant.locationId, key);
    // Those who wait elsewhere go on as soon as it is known that there is nothing to share.
    if (waited || found) await release();
    if (found) {
      note(true);
      return { found };
    }
    try {
      const { value, kept } = await work();
      note(kept);
      return { value };
    } finally {
      if (!waited) await release();
    }
  }

  return {
    async shareOrWrite(tenant, key, work) {
      if (!answerCaches) return { value: (await work()).value };
      const name = `${tenant.locationId} ${key}`;
      const before = underWay.get(name);
      if (before) {
        const found = (await before) ? await lookUp(tenant.locationId, key) : null;
        return found ? { found } : { value: (await work()).value };
      }
      let note: (kept: boolean) => void = () => undefined;
      underWay.set(name, new Promise<boolean>(resolve => (note = resolve)));
      try {
        return await write(tenant, key, work, note);
      } finally {
        underWay.delete(name);
        // Where it failed there is nothing to share either.
        note(false);
      }
    },
  };
}
