import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kindOf, type WebhookEvent } from '../../domain/ghl-event';
import { parseWebhookEvent } from '../../domain/ghl-event.schema';

const folder = join(__dirname, '../data/ghl-events');
const samples = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.json'),
);
const hash = 'a'.repeat(64);

const without = (body: object, ...names: string[]): object =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

const sample = (name: string): object => JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;

function parsed(body: unknown): WebhookEvent {
  const event = parseWebhookEvent(body, hash);
  if (event === null) throw new Error('not an object');
  return event;
}

const sms = {
  type: 'InboundMessage',
  locationId: 'loc1',
  contactId: 'con1',
  messageId: 'msg1',
  webhookId: 'hook1',
  conversationId: 'conv1',
  messageType: 'SMS',
  direction: 'inbound',
  body: 'I want to buy',
  dateAdded: '2026-01-02T03:04:05.000Z',
  appId: 'kept',
};

describe('every documented payload', () => {
  test('there are some', () => expect(samples.length).toBeGreaterThan(60));

  test.each(samples)('%s is taken', name => {
    const body = sample(name);
    const event = parsed(body);
    expect(event.raw).toBe(body);
    expect(event.webhookId).not.toBe('');
    expect(['lead_message', 'human_or_own_message', 'record_only']).toContain(kindOf(event));
  });

  test('only a text message of a lead may be answered', () => {
    const answerable = samples.filter(name => kindOf(parsed(sample(name))) === 'lead_message');
    expect(answerable.sort()).toEqual(['InboundMessage.json', 'v3/InboundMessage.sms.json']);
  });
});

describe('a live message', () => {
  test('is read field by field', () => {
    expect(parsed(sms)).toEqual({
      type: 'InboundMessage',
      locationId: 'loc1',
      webhookId: 'hook1',
      contactId: 'con1',
      messageId: 'msg1',
      conversationId: 'conv1',
      channel: 'SMS',
      direction: 'inbound',
      text: 'I want to buy',
      attachments: [],
      dateAdded: '2026-01-02T03:04:05.000Z',
      timestamp: null,
      source: null,
      userId: null,
      raw: sms,
    });
  });

  test.each([
    ['SMS', 'SMS'],
    ['TYPE_SMS', 'SMS'],
    ['Email', 'Email'],
    ['WhatsApp', 'WhatsApp'],
    ['TYPE_WHATSAPP', 'WhatsApp'],
    ['FB', 'FB'],
    ['TYPE_FACEBOOK', 'FB'],
    ['IG', 'IG'],
    ['Live_Chat', 'Live_Chat'],
    ['TYPE_LIVE_CHAT', 'Live_Chat'],
    ['TYPE_CUSTOM_PROVIDER_SMS', 'SMS'],
    ['CALL', null],
    ['VoiceMail', null],
    ['TYPE_FACEBOOK_COMMENT', null],
    ['TYPE_LIVE_CHAT_INFO_MESSAGE', null],
    ['constructor', null],
  ])('of type %s came by %s', (messageType, channel) => {
    expect(parsed({ ...sms, messageType }).channel).toBe(channel);
  });

  test('whose type stands in another field is found', () => {
    const rest = without(sms, 'messageType');
    expect(parsed({ ...rest, messageTypeString: 'TYPE_EMAIL' }).channel).toBe('Email');
    expect(parsed({ ...rest, messageTypeId: 18 }).channel).toBe('IG');
    expect(parsed(rest).channel).toBe('SMS');
  });

  test('without any text is recorded, attachments or not', () => {
    const event = parsed({ ...sms, body: ' ', attachments: ['https://example.com/photo.jpg'] });
    expect(event.text).toBeNull();
    expect(kindOf(event)).toBe('record_only');
  });

  test('by e-mail loses its markup and what it quotes', () => {
    const body =
      '<style>p{color:red}</style><div>Yes, I&#39;m&nbsp;interested<br>3 beds</div>' +
      '<div class="gmail_quote">On Monday Anna wrote: Reply STOP to unsubscribe</div>';
    expect(parsed({ ...sms, messageType: 'Email', body }).text).toBe("Yes, I'm interested\n3 beds");
  });

  test('by e-mail in plain text loses what it quotes', () => {
    const body = 'Still looking\n\nOn Mon, Jan 5, 2026 at 9:01 AM Canary Homes wrote:\n> Reply STOP to end';
    expect(parsed({ ...sms, messageType: 'Email', body }).text).toBe('Still looking');
  });

  test('by text message keeps what looks like markup', () => {
    expect(parsed({ ...sms, body: 'budget <b>500k</b>' }).text).toBe('budget <b>500k</b>');
  });
});

describe('whose message it is', () => {
  const outbound = { ...sms, type: 'OutboundMessage', direction: 'outbound' };

  test('an outbound one is a person’s or ours', () => {
    expect(kindOf(parsed(outbound))).toBe('human_or_own_message');
  });

  test('an outbound type with a sender on our side is ours even if its direction says inbound', () => {
    expect(kindOf(parsed({ ...outbound, direction: 'inbound', source: 'app' }))).toBe('human_or_own_message');
    expect(kindOf(parsed({ ...outbound, direction: 'inbound', userId: 'user1' }))).toBe(
      'human_or_own_message',
    );
  });

  test('an outbound type that came in and has no sender on our side is the lead’s', () => {
    expect(kindOf(parsed({ ...outbound, direction: 'inbound' }))).toBe('lead_message');
  });

  test('an inbound type that went out is not the lead’s', () => {
    expect(kindOf(parsed({ ...sms, direction: 'outbound' }))).toBe('human_or_own_message');
  });

  test('an inbound call is recorded', () => {
    expect(kindOf(parsed({ ...sms, messageType: 'CALL' }))).toBe('record_only');
  });
});

describe('identity', () => {
  test('is the webhook id, else the message id, else the hash of the body', () => {
    expect(parsed(sms).webhookId).toBe('hook1');
    expect(parsed(without(sms, 'webhookId')).webhookId).toBe('msg1');
    expect(parsed(without(sms, 'webhookId', 'messageId')).webhookId).toBe(hash);
  });

  test('of a message without message id is the webhook id', () => {
    expect(parsed(without(sms, 'messageId')).messageId).toBe('hook1');
  });

  test('of two equal texts at different moments differs', () => {
    const yes = (webhookId: string) => parsed({ ...sms, webhookId, messageId: webhookId, body: 'yes' });
    expect(yes('w1').webhookId).not.toBe(yes('w2').webhookId);
  });

  test('of a location is its own id, else the company’s, else altId', () => {
    expect(parsed({ locationId: 'l', companyId: 'c', altId: 'a' }).locationId).toBe('l');
    expect(parsed({ companyId: 'c', altId: 'a' }).locationId).toBe('c');
    expect(parsed({ altId: 'a' }).locationId).toBe('a');
    expect(parsed({}).locationId).toBeNull();
  });

  test('of a contact stands in id for contact events, one level down for appointments', () => {
    expect(parsed({ type: 'ContactCreate', id: 'c1' }).contactId).toBe('c1');
    expect(parsed({ type: 'NoteCreate', id: 'n1', contactId: 'c1' }).contactId).toBe('c1');
    expect(parsed({ type: 'NoteCreate', id: 'n1' }).contactId).toBeNull();
    expect(parsed({ type: 'AppointmentCreate', appointment: { contactId: 'c2' } }).contactId).toBe('c2');
  });

  test('may be a number', () => {
    expect(parsed({ ...sms, contactId: 42, webhookId: 7 })).toMatchObject({
      contactId: '42',
      webhookId: '7',
    });
  });
});

describe('bad input', () => {
  test.each([null, 1, 'text', true, [], [{}], undefined])('%j is no JSON object', body => {
    expect(parseWebhookEvent(body, hash)).toBeNull();
  });

  test('a type that is missing or no text is Unknown and recorded', () => {
    for (const type of [undefined, 5, null, '', {}]) {
      const event = parsed({ ...sms, type });
      expect(event.type).toBe('Unknown');
      expect(kindOf(event)).toBe('record_only');
    }
  });

  test('types named like properties of objects are recorded', () => {
    for (const type of ['constructor', '__proto__', 'toString']) {
      expect(kindOf(parsed({ ...sms, type }))).toBe('record_only');
    }
  });

  test('characters that cannot be stored are left out', () => {
    const event = parsed({ ...sms, body: 'a\u0000b\ud800c😀', contactId: 'x\u0000y' });
    expect(event).toMatchObject({ text: 'abc😀', contactId: 'xy' });
  });

  test('dates that are none count as absent, numbers as time since 1970', () => {
    expect(parsed({ ...sms, dateAdded: 'soon' }).dateAdded).toBeNull();
    expect(parsed({ ...sms, dateAdded: 1e300 }).dateAdded).toBeNull();
    expect(parsed({ ...sms, dateAdded: 1_714_032_441 }).dateAdded).toBe('2024-04-25T08:07:21.000Z');
    expect(parsed({ ...sms, timestamp: 1_714_032_441_000 }).timestamp).toBe('2024-04-25T08:07:21.000Z');
  });

  test('any value in any field is forgiven', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('inbound', 'InboundMessage', 'SMS', 'Email'));
    const body = fc.record(Object.fromEntries(Object.keys(sms).map(key => [key, value])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(body, given => {
        const event = parsed(given);
        expect(typeof event.webhookId).toBe('string');
        expect(event.text).not.toBe('');
        kindOf(event);
      }),
      { numRuns: 300 },
    );
  });
});
