import { describe, expect, it } from '@jest/globals';
import { coldMessages, newBenchNames, recurringQuestions, warmMessages } from '../../bench/bench-messages';

const names = newBenchNames(4);

describe('the messages of the benchmark', () => {
  it('are each from a lead of their own', () => {
    const all = [...coldMessages(names, 'cold', 50), ...warmMessages(names, 'warm', 50, 4)];
    expect(new Set(all.map(message => message.contactId)).size).toBe(100);
  });

  it('are spread over the locations', () => {
    expect(new Set(coldMessages(names, 'cold', 8).map(message => message.locationId)).size).toBe(4);
  });

  it('cold, never ask the same twice', () => {
    const texts = coldMessages(names, 'cold', 500).map(message => message.text);
    expect(new Set(texts).size).toBe(500);
  });

  it('warm, have each location asked each recurring question in turn', () => {
    const messages = warmMessages(names, 'warm', 4 * recurringQuestions.length, 4);
    const asked = new Set(messages.map(message => `${message.locationId} ${message.text}`));
    expect(asked.size).toBe(4 * recurringQuestions.length);
  });

  it('of two runs have no name in common', () => {
    expect(newBenchNames(4).location(0)).not.toBe(names.location(0));
  });
});
