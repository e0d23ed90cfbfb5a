import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { locationId, webhookId } from '../../domain/ids';
import {
  metricsWorkflowId,
  notificationsWorkflowId,
  replayWorkflowId,
  runIdOf,
  webhookWorkflowId,
} from '../../domain/workflow-ids';

const idOf = (location: string | null, webhook: string): string =>
  webhookWorkflowId(location === null ? null : locationId(location), webhookId(webhook));

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ minLength: 180, maxLength: 400 }),
  fc.constantFrom('', 'a/b', 'a%2Fb', '%', '~', '\ud800', '\udc00', 'ü'),
);

describe('the id of a webhook’s workflow', () => {
  test('keeps usual ids as they are', () => {
    expect(idOf('ve9EPM428h8vShlRW1KT', 'b2f1c9aa-1.x:y_z')).toBe(
      'webhook/ve9EPM428h8vShlRW1KT/b2f1c9aa-1.x:y_z',
    );
  });

  test('says none where there is no location', () => {
    expect(idOf(null, 'w1')).toBe('webhook/none/w1');
  });

  test('escapes what could be taken for its own slashes', () => {
    expect(idOf('a/b', 'c d')).toBe('webhook/a%2Fb/c%20d');
  });

  test('stays short, printable and of three parts for any ids', () => {
    fc.assert(
      fc.property(anyText, anyText, (location, webhook) => {
        const id = idOf(location, webhook);
        expect(id.length).toBeLessThanOrEqual(600);
        expect(id).toMatch(/^webhook\/[\w.:%~-]+\/[\w.:%~-]+$/);
      }),
    );
  });

  test('differs wherever the ids differ', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        expect(idOf('l', one) === idOf('l', other)).toBe(one === other);
      }),
    );
  });

  test('differs for long ids that begin alike', () => {
    const long = 'x'.repeat(500);
    expect(idOf('l', `${long}1`)).not.toBe(idOf('l', `${long}2`));
  });
});

test('children and replays are named below their parent', () => {
  expect(metricsWorkflowId('webhook/l/w')).toBe('webhook/l/w/metrics');
  expect(notificationsWorkflowId('webhook/l/w')).toBe('webhook/l/w/notifications');
  expect(replayWorkflowId('webhook/l/w', 2)).toBe('webhook/l/w/replay/2');
});

describe('the id of a run', () => {
  test('fits in a URL and is the same in every process', () => {
    expect(runIdOf('webhook/l/w')).toMatch(/^run_[0-9a-f]{32}$/);
    expect(runIdOf('webhook/l/w')).toBe(runIdOf('webhook/l/w'));
    expect(runIdOf('webhook/l/w')).not.toBe(runIdOf('webhook/l/w/replay/1'));
  });

  test('is not met twice among many', () => {
    const ids = new Set(Array.from({ length: 5_000 }, (_, index) => runIdOf(`webhook/l/w${index}`)));
    expect(ids.size).toBe(5_000);
  });
});
