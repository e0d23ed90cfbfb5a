import { describe, expect, it } from '@jest/globals';
import { figuresOf, measurePhase } from '../../bench/phase';

const delivery = (contactId: string, taken = true) => ({ contactId, startedAt: 1_000, ackMs: 5, taken });
const sendsAt = (times: Readonly<Record<string, readonly number[]>>) => ({
  sendsTo: (contactId: string) => times[contactId] ?? [],
});

describe('the figures of a phase', () => {
  it('take the reply time from the start of the POST to the first send', () => {
    const { reply, answered } = figuresOf([delivery('a')], sendsAt({ a: [1_120] }));
    expect(reply).toEqual({ p50: 120, p95: 120, p99: 120 });
    expect(answered).toBe(1);
  });

  it('count an acknowledged message without a send as missing', () => {
    const figures = figuresOf([delivery('a'), delivery('b')], sendsAt({ a: [1_100] }));
    expect(figures).toMatchObject({ sent: 2, answered: 1, missing: 1, duplicates: 0 });
  });

  it('count a message with two sends as one duplicate', () => {
    const figures = figuresOf([delivery('a')], sendsAt({ a: [1_100, 1_900] }));
    expect(figures).toMatchObject({ answered: 1, missing: 0, duplicates: 1 });
  });

  it('count a refused webhook as refused, not as missing', () => {
    const figures = figuresOf([delivery('a', false)], sendsAt({}));
    expect(figures).toMatchObject({ sent: 1, refused: 1, missing: 0, answered: 0 });
    expect(figures.ack.p50).toBeNull();
  });
});

describe('a phase', () => {
  it('delivers each message once, as a webhook of its own', async () => {
    const bodies: Record<string, unknown>[] = [];
    const messages = ['a', 'b', 'c'].map(contactId => ({ locationId: 'l', contactId, text: 'Hi' }));
    const result = await measurePhase({
      messages,
      perSecond: 100,
      signal: new AbortController().signal,
      sends: {
        sendsTo: () => [Date.now()],
        untilAllGotOne: async () => undefined,
        close: () => undefined,
      },
      deliver: async rawBody => {
        bodies.push(JSON.parse(rawBody.toString()) as Record<string, unknown>);
        return true;
      },
    });
    expect(bodies.map(body => body['contactId']).sort()).toEqual(['a', 'b', 'c']);
    expect(new Set(bodies.map(body => body['webhookId'])).size).toBe(3);
    expect(result).toMatchObject({ sent: 3, answered: 3, missing: 0, duplicates: 0, refused: 0 });
  });
});
