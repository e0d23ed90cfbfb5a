import { randomUUID } from 'node:crypto';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';
import { startGhlSimulator, type GhlSimulator } from '../../simulator/ghl-simulator';
import { until } from '../stack/until';
import type { WebhookAnswer } from '../support/product';
import type { RunningStack } from './running-stack';
import { messageOf, type Environment } from './running-stack';

/** GHL and Claude as they are to the stack: elsewhere, and still there when all of it is killed. */
export interface Outside {
  readonly ghl: GhlSimulator;
  readonly claude: ClaudeSimulator;
  /** What points a stack at them. */
  readonly environment: Environment;
  close(): Promise<void>;
}

/** @param latencyMs for each answer */
export async function startOutside(latencyMs: { ghl: number; claude: number }): Promise<Outside> {
  const ghl = await startGhlSimulator({ latencyMs: latencyMs.ghl });
  const claude = await startClaudeSimulator({ latencyMs: latencyMs.claude });
  return {
    ghl,
    claude,
    environment: {
      GHL_API_BASE_URL: ghl.url,
      ANTHROPIC_BASE_URL: claude.url,
      ANTHROPIC_API_KEY: 'key-of-a-stranger',
    },
    close: async () => void (await Promise.all([ghl.close(), claude.close()])),
  };
}

const needs = ['a 2 bedroom in Fremont', 'a condo in Oakland', 'a house in San Jose', 'a loft in Berkeley'];

/**
 * Leads who write to one stack, and GHL, which delivers: what was acknowledged is never delivered
 * again, what was refused (429) or found nobody is kept and delivered later, as GHL does.
 */
export class Leads {
  readonly contactIds: string[] = [];
  private refused: Record<string, unknown>[] = [];
  /** Every answer that was neither 200 nor 429. */
  readonly wrongAnswers: WebhookAnswer[] = [];
  /** The newest refusal of the stack itself, as against nobody listening. */
  lastRefusal: WebhookAnswer | undefined;
  private written = 0;

  constructor(
    private readonly stack: RunningStack,
    private readonly outside: Outside,
    private readonly locationIds: readonly string[],
  ) {}

  static async of(stack: RunningStack, outside: Outside, locations: number): Promise<Leads> {
    const locationIds = Array.from({ length: locations }, () => `location-${randomUUID()}`);
    for (const locationId of locationIds) await stack.setUpTenant(locationId, `token-of-${locationId}`);
    return new Leads(stack, outside, locationIds);
  }

  /** A new lead writes; resolves once the message is acknowledged or kept for later. */
  async writes(): Promise<'acknowledged' | 'refused'> {
    const place = this.written++;
    const locationId = this.locationIds[place % this.locationIds.length] ?? '';
    const message = messageOf(
      locationId,
      `Hi, I am looking for ${needs[place % needs.length]}, no. ${place}`,
    );
    this.contactIds.push(String(message['contactId']));
    return this.deliver(message);
  }

  /** GHL's retries. What is refused again is kept again. */
  async deliverRefused(): Promise<void> {
    for (const message of this.refused.splice(0)) await this.deliver(message);
  }

  get refusedCount(): number {
    return this.refused.length;
  }

  private async deliver(message: Record<string, unknown>): Promise<'acknowledged' | 'refused'> {
    const answer = await this.stack.post(message).catch(() => undefined);
    if (answer?.status === 200) return 'acknowledged';
    if (answer && answer.status !== 429) this.wrongAnswers.push(answer);
    this.lastRefusal = answer ?? this.lastRefusal;
    this.refused.push(message);
    return 'refused';
  }

  /** How many messages each lead got, in the order in which they wrote. */
  received(): number[] {
    const { sends } = this.outside.ghl.state;
    return this.contactIds.map(id => sends.filter(send => send.contactId === id).length);
  }

  /** Waits until every run has ended; then nothing more can go out. */
  async untilAllEnded(limitMs: number): Promise<void> {
    await until(async () => {
      const running = await this.stack.runs('&status=running').catch(() => undefined);
      return running?.length === 0 && this.received().every(count => count > 0);
    }, limitMs);
  }
}
