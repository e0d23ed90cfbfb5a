import { optInActions, optOutActions } from '../domain/actions';
import type { ContactId, LocationId, MessageId } from '../domain/ids';
import type { Channel } from '../domain/vocabulary';
import type { TakeOver } from '../store/consent';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface ChangeConsentInput {
  readonly workflowId: string;
  readonly locationId: LocationId;
  readonly contactId: ContactId;
  readonly messageId: MessageId;
  readonly channel: Channel;
  readonly change: 'opt_out' | 'opt_in';
}

export interface ConsentActivities {
  /** Commits an opt-out or a return, and plans what GHL is to be told of it. */
  changeConsent(input: ChangeConsentInput): Promise<void>;
  /**
   * Decides whose an outbound message is. A person's pauses the bot; ours does nothing; while one of
   * ours is on its way nobody can tell yet.
   */
  recordOutbound(input: Omit<TakeOver, 'sleepMinutes'>): Promise<'ours' | 'person' | 'in_flight'>;
}

/** Where the location has set nothing: the default of `takeoverSleepMinutes`. */
const usualSleepMinutes = 60;

export function createConsentActivities({ store }: ActivityDependencies): ConsentActivities {
  return {
    changeConsent: input =>
      withFailures(() =>
        store.consent.change({
          ...input,
          source: 'message',
          actions: input.change === 'opt_out' ? optOutActions(input.channel) : optInActions(input.channel),
        }),
      ),
    recordOutbound: input =>
      withFailures(async () => {
        const owner = await store.sends.ownerOf(
          input.locationId,
          input.contactId,
          input.messageId,
          input.text,
        );
        if (owner !== 'unknown') return owner;
        // Kept for a location that was never set up too: it may be, before the bot would wake.
        const tenant = await store.tenants.find(input.locationId);
        const sleepMinutes = tenant?.configuration.takeoverSleepMinutes ?? usualSleepMinutes;
        await store.consent.takeOver({ ...input, sleepMinutes });
        return 'person';
      }),
  };
}
