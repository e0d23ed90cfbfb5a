import type { Redis } from 'ioredis';
import { withinTime } from '../runtime/time-limit';

/** How often a connection that only listens is asked whether it is still there, and how long it may take. */
const checkEveryMs = 2_000;
const answerWithinMs = 2_000;

export interface Subscription {
  isListening(): boolean;
  close(): void;
}

export interface Listener {
  onMessage(text: string): void;
  /** Each time the subscription stands: what was said before that was not heard. */
  onListening?(): void;
}

/**
 * Listens on a channel for as long as the process lives. Redis keeps nothing for those who are away, so
 * the listener is told each time it may have missed something. A connection that is dead without having
 * been closed is noticed by asking it.
 */
export function subscribe(subscriber: Redis, channel: string, listener: Listener): Subscription {
  let listening = false;

  /** Where it was lost, ioredis does so by itself. */
  const openAnew = (): void => {
    if (subscriber.status === 'ready') subscriber.disconnect(true);
  };

  async function listen(): Promise<void> {
    try {
      await withinTime(answerWithinMs, subscriber.subscribe(channel));
      listening = true;
      listener.onListening?.();
    } catch {
      openAnew();
    }
  }

  async function check(): Promise<void> {
    if (!listening) return;
    try {
      await withinTime(answerWithinMs, subscriber.ping());
    } catch {
      openAnew();
    }
  }

  subscriber.on('message', (_channel: string, text: string) => listener.onMessage(text));
  subscriber.on('ready', () => void listen());
  subscriber.on('close', () => (listening = false));
  if (subscriber.status === 'ready') void listen();
  const checking = setInterval(() => void check(), checkEveryMs);
  checking.unref();

  return {
    isListening: () => listening,
    close() {
      listening = false;
      clearInterval(checking);
      subscriber.disconnect();
    },
  };
}
