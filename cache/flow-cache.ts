import type { ContactId, LocationId } from '../domain/ids';
import { assess } from '../domain/qualification';
import { qualificationFlowSchema } from '../domain/qualification-flow.schema';
import type { StoredFlow } from '../domain/stored-flow';
import type { Clock } from '../runtime/clock';
import { defaults } from '../runtime/defaults';
import type { Logger } from '../runtime/logger';
import { createBriefSharing } from './brief-sharing';
import type { Cache } from './cache';
import type { CacheOutcome } from './cache-figures';
import { followFlowChanges } from './flow-changes';
import type { FlowSource } from './flow-source';
import type { VersionedValue, VersionedWrite } from './versioned-entries';

/**
 * The qualification flows: memory, then Redis, then Postgres. What is read is a flow as it stood at most
 * `defaults.cache.flowStalenessMs` before it was asked for, whatever happens to Redis, its messages and
 * the writer (docs/caching.md); usually milliseconds.
 */
export interface FlowCache {
  /**
   * @returns null where the contact has none yet
   * @throws LeadwireError `database_unavailable` where neither the caches nor Postgres can say
   */
  read(location: LocationId, contact: ContactId): Promise<StoredFlow | null>;
  /**
   * For callers who know which version there is: never older than that.
   * @throws LeadwireError `database_unavailable`
   */
  readAtLeast(location: LocationId, contact: ContactId, version: number): Promise<StoredFlow | null>;
  /** Call it once an update is committed: it is in memory here and, unless that is
   * `unreachable`, in Redis when this returns; other processes have been told. */
  written(location: LocationId, contact: ContactId, flow: StoredFlow): Promise<VersionedWrite>;
  close(): void;
}

export interface FlowCacheParts {
  readonly cache: Cache;
  readonly source: FlowSource;
  readonly clock: Clock;
  readonly logger: Logger;
}

const type = 'qualification_flow';
/** "There is none" is worth knowing, too: older than any row. */
const noFlow: VersionedValue = { value: null, version: 0 };

export function createFlowCache(parts: FlowCacheParts): FlowCache {
  const { cache, source, clock } = parts;
  const follower = followFlowChanges(parts);
  const share = createBriefSharing<StoredFlow | null>(clock, defaults.cache.freshLoadMs);

  /** @returns undefined for an entry that another version of Leadwire wrote otherwise */
  function flowOf({ value, version }: VersionedValue): StoredFlow | null | undefined {
    if (version === 0) return null;
    const parsed = qualificationFlowSchema.safeParse(value);
    return parsed.success ? { flow: parsed.data, assessment: assess(parsed.data), version } : undefined;
  }

  async function find(location: LocationId, contact: ContactId): Promise<StoredFlow | null> {
    try {
      return await source.find(location, contact);
    } catch (error) {
      cache.figures.count(type, location, 'database', 'error');
      throw error;
    }
  }

  /** For while nothing in the caches is to be believed: no tier but Postgres is asked, and that is a miss. */
  async function readPast(location: LocationId, contact: ContactId): Promise<StoredFlow | null> {
    cache.figures.count(type, location, 'memory', 'miss');
    let outcome: CacheOutcome = 'shared_load';
    const found = await share(JSON.stringify([location, contact]), () => {
      outcome = 'load';
      return find(location, contact);
    });
    cache.figures.count(type, location, 'database', outcome);
    // Or memory could give again what was older, once it is believed.
    if (found) cache.forgetOlder(type, location, contact, found.version);
    return found;
  }

  async function fromSource(location: LocationId, contact: ContactId): Promise<VersionedValue> {
    const found = await find(location, contact);
    return found ? { value: found.flow, version: found.version } : noFlow;
  }

  async function load(location: LocationId, contact: ContactId, atLeast: number): Promise<StoredFlow | null> {
    const read = () => fromSource(location, contact);
    const loaded = await cache.loadVersioned(type, location, contact, read, atLeast);
    const flow = flowOf(loaded);
    // Another process may have loaded it, and written it as we do not.
    return flow === undefined ? find(location, contact) : flow;
  }

  async function readAtLeast(
    location: LocationId,
    contact: ContactId,
    version: number,
  ): Promise<StoredFlow | null> {
    const hit = await cache.getVersioned(type, location, contact, version);
    const flow = hit ? flowOf(hit) : undefined;
    return flow === undefined ? load(location, contact, version) : flow;
  }

  return {
    async read(location, contact) {
      if (follower.isUpToDate()) return readAtLeast(location, contact, follower.newest(location, contact));
      return readPast(location, contact);
    },
    async readAtLeast(location, contact, version) {
      if (!follower.isEmptying()) return readAtLeast(location, contact, version);
      const found = await readPast(location, contact);
      // It may have been shared with one who began to read before that version was there.
      return found && found.version < version ? find(location, contact) : found;
    },
    written: (location, contact, { flow, version }) =>
      cache.setVersioned(type, location, contact, flow, version),
    close: () => follower.close(),
  };
}
