import type { ConversationContext } from './lead-message';
import { cleanMessage } from './message-text';
import type { QualificationFlow } from './qualification-flow';
import type { TenantConfiguration } from './tenant';

/** Every text that a reply may take a price, an address or a time from. */
export function replySources({
  context,
  tenant,
  flow,
}: {
  readonly context: ConversationContext;
  readonly tenant: TenantConfiguration;
  readonly flow: QualificationFlow;
}): string[] {
  const known = Object.values(flow.slots).flatMap(answer => (answer.value === null ? [] : [answer.value]));
  return [
    tenant.name,
    ...tenant.voice.facts,
    ...context.messages.map(message => cleanMessage(message.text)),
    ...(context.summary == null ? [] : [context.summary]),
    ...(context.listing === null ? [] : [context.listing]),
    ...known,
  ];
}
