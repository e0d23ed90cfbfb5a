import { expect, test } from '@jest/globals';
import { withinTime } from '../../runtime/time-limit';

test('what answers in time is given back', async () => {
  await expect(withinTime(1_000, Promise.resolve('answer'))).resolves.toBe('answer');
  await expect(withinTime(1_000, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('what does not is given up, and may still fail later without harm', async () => {
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<never>((_resolve, reject) => (fail = reject));
  await expect(withinTime(5, work)).rejects.toThrow('no answer within 5 ms');
  fail(new Error('too late'));
  await new Promise(resolve => setImmediate(resolve));
});
