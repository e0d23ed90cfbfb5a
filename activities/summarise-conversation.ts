import { cleanMessage } from '../domain/message-text';
import { routeOf } from '../domain/model-routes';
import { maskIdentity } from '../domain/placeholders';
import { summaryPrompt } from '../domain/prompts/summary';
import { summarySchema } from '../domain/reply-draft.schema';
import { askOnce } from './ask-claude';
import type { ActivityDependencies } from './dependencies';
import { paidActivity } from './paid-activity';
import { contextOf, type RunReference } from './lead-context';

/** How many messages one summary takes in: a long history is caught up with run by run. */
const messagesAtOnce = 60;

export interface SummaryActivities {
  /** Folds what has left the view into the conversation's summary. Nobody waits for it. */
  summariseConversation(input: RunReference): Promise<void>;
}

export function createSummaryActivities(dependencies: ActivityDependencies): SummaryActivities {
  const { store, clock } = dependencies;
  return {
    summariseConversation: input =>
      paidActivity(async () => {
        const { locationId, contactId, channel } = input;
        const [tenant, contact, before] = await Promise.all([
          store.tenants.find(locationId),
          store.contacts.find(locationId, contactId),
          store.summaries.find(locationId, contactId),
        ]);
        const messages = await store.summaries.unsummarised(
          locationId,
          contactId,
          before?.until ?? null,
          messagesAtOnce,
        );
        const last = messages.at(-1);
        if (!tenant || !last) return;
        const context = contextOf(messages, contact, channel, before?.text ?? null);
        const { summary } = await askOnce(dependencies, {
          ...input,
          route: routeOf('summary', tenant.configuration, clock.now()),
          prompt: summaryPrompt(context),
          schema: summarySchema,
        });
        // The model was asked to name nobody; code sees to it.
        const text = maskIdentity(cleanLines(summary), context.identity);
        await store.summaries.keep(locationId, contactId, {
          text,
          until: { dateAdded: last.dateAdded, messageId: last.id },
        });
      }),
  };
}

const cleanLines = (text: string): string =>
  text
    .split('\n')
    .map(cleanMessage)
    .filter(line => line !== '')
    .slice(0, 12)
    .join('\n');
