import { hashKey } from '../domain/cache-key';
import { situationKeyParts, withSettings } from '../domain/response-key';
import type { ResponseSituation } from '../domain/response-situation';
import type { Tenant } from '../store/tenants';

/** Where the reply to this message stands in the cache, if it does. Hashes: they say nothing by themselves. */
export interface AnswerKeys {
  /** The finished reply, by what decides it (design §4): a hit needs no Claude at all. */
  readonly response: string;
  /** What the lead wrote in which state, whatever the tenant's settings: to count what recurs. */
  readonly situation: string;
}

export function situationKeys(
  { locationId, version, configuration }: Tenant,
  situation: ResponseSituation,
): AnswerKeys {
  const parts = situationKeyParts(locationId, situation);
  return {
    response: hashKey(withSettings(parts, { tenantVersion: version, models: configuration.models })),
    situation: hashKey(parts),
  };
}
