import type { Client } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import type { Announcements } from '../cache/announcements';
import type { Cache } from '../cache/cache';
import type { FlowCache } from '../cache/flow-cache';
import type { RedisMemory } from '../cache/redis-memory';
import type { SignatureVerifier } from '../ghl/webhook-signature';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { Metrics } from '../runtime/metrics';
import type { Store } from '../store/store';

export interface WebhookLimits {
  /** Webhooks being taken at once in this process; more are told to come back. */
  readonly takenAtOnce: number;
  /** Callers waiting for a reply at once; more are answered without one, and their runs go on. */
  readonly waitingAtOnce: number;
}

/** What the API works with. `main/api.ts` composes it. */
export interface ApiDependencies {
  readonly store: Store;
  readonly temporal: Client;
  /** The queue that runs are started on. */
  readonly taskQueue: string;
  readonly announcements: Announcements;
  readonly cache: Cache;
  /** False: `cache` has no answers (`cache/without-answers.ts`), and agents must not share each other's. */
  readonly answerCaches: boolean;
  readonly flows: FlowCache;
  /** How full Redis is; null while it does not answer. */
  readonly cacheServer: () => Promise<RedisMemory | null>;
  /** Of this process, for Prometheus. */
  readonly metrics: Metrics;
  readonly verifySignature: SignatureVerifier;
  readonly codec: PayloadCodec;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly adminToken: string;
  /** For links into the Web UI. */
  readonly temporalNamespace: string;
  /** Where the Temporal Web UI answers; undefined: it is not shown under /temporal. */
  readonly temporalUiUrl: string | undefined;
  /** Each dependency by its name; rejects when it does not answer. */
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>;
  /** Default: 300 taken and 200 waiting. */
  readonly webhookLimits?: WebhookLimits;
  /** True from the moment a shutdown began: nothing new is taken. */
  readonly isDraining: () => boolean;
}
