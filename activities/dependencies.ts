import type { Announcements } from '../cache/announcements';
import type { Cache } from '../cache/cache';
import type { FlowCache } from '../cache/flow-cache';
import type { Claude } from '../claude/claude-client';
import type { GhlClient } from '../ghl/ghl-client';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { Store } from '../store/store';

/** What a question to Claude takes. */
export type AskingDependencies = Pick<ActivityDependencies, 'store' | 'claude' | 'clock' | 'logger'>;

/** What activities work with. Handed in once by the worker; tests hand in real ones too. */
export interface ActivityDependencies {
  readonly store: Store;
  readonly cache: Cache;
  readonly flows: FlowCache;
  readonly claude: Claude;
  readonly ghl: GhlClient;
  readonly announcements: Announcements;
  readonly clock: Clock;
  readonly logger: Logger;
  /** False: `cache` has no answers (`cache/without-answers.ts`), and runs must not wait for each other's. */
  readonly answerCaches: boolean;
  /** Make a location on first sight. Only with the GHL simulator, see `runtime/configuration.ts`. */
  readonly createTenantsOnFirstSight: boolean;
}
