import { describe, expect, it } from '@jest/globals';
import { abortedWithin, untilStopped } from '../../main/commands/stop-request';

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));

describe('a signal within a time', () => {
  it('is aborted when the time is over', async () => {
    const signal = abortedWithin(new AbortController().signal, 20);
    const keepAwake = setInterval(() => undefined, 10);
    expect(signal.aborted).toBe(false);
    await aborted(signal);
    clearInterval(keepAwake);
  });

  it('is aborted with the other one, also if that was aborted before', () => {
    const other = new AbortController();
    const signal = abortedWithin(other.signal, 60_000);
    other.abort();
    expect(signal.aborted).toBe(true);
    expect(abortedWithin(other.signal, 60_000).aborted).toBe(true);
  });
});

describe('work that can be stopped', () => {
  it('is told of SIGTERM, and the process lives on to tidy up', async () => {
    await untilStopped(async signal => {
      process.emit('SIGTERM');
      expect(signal.aborted).toBe(true);
    });
  });

  it('leaves no listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    await untilStopped(async () => undefined);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
