import type { Channel } from './vocabulary';

/**
 * GHL's names for what carries a message, without `TYPE_`, `CUSTOM_`, `PROVIDER_` and `CAMPAIGN_`
 * in front, in capitals. Source: the `lastMessageType` values of GHL's conversations API and the
 * `messageType` values of its webhooks. Calls, voicemail, comments, reviews and activities are left
 * out on purpose: nothing is answered there.
 */
const channelByName: Readonly<Record<string, Channel>> = {
  SMS: 'SMS',
  // The older chat widget asks for a phone number and is answered by text message.
  WEBCHAT: 'SMS',
  EMAIL: 'Email',
  WHATSAPP: 'WhatsApp',
  FB: 'FB',
  FACEBOOK: 'FB',
  IG: 'IG',
  INSTAGRAM: 'IG',
  LIVE_CHAT: 'Live_Chat',
  LIVECHAT: 'Live_Chat',
};

/** The same by `messageTypeId`, the number that newer payloads carry beside the name. */
const channelByNumber: Readonly<Record<string, Channel>> = {
  2: 'SMS',
  3: 'Email',
  11: 'FB',
  18: 'IG',
  19: 'WhatsApp',
  29: 'Live_Chat',
};

/** The channel that a `messageType`, `messageTypeString` or `messageTypeId` names, or null for any other. */
export function channelOf(name: string): Channel | null {
  if (Object.hasOwn(channelByNumber, name)) return channelByNumber[name] ?? null;
  const bare = name
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '_')
    .replace(/^TYPE_/, '')
    .replace(/^(CUSTOM_PROVIDER_|CUSTOM_|CAMPAIGN_MANUAL_|CAMPAIGN_)/, '');
  return Object.hasOwn(channelByName, bare) ? (channelByName[bare] ?? null) : null;
}
