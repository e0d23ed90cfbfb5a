import type { Cipher } from '../runtime/encryption';
import type { Logger } from '../runtime/logger';
import { createAgentRepository, type AgentRepository } from './agents';
import { createBudgetRepository, type BudgetRepository } from './budgets';
import { createCacheFigureRepository, type CacheFigureRepository } from './cache-figures';
import { createClaudeBatchRepository, type ClaudeBatchRepository } from './claude-batches';
import { createClaudeCallRepository, type ClaudeCallRepository } from './claude-calls';
import { claimReply, type ClaimRequest, type ClaimResult } from './claims';
import { createCoachingRepository, type CoachingRepository } from './coaching';
import { createConsentRepository, type ConsentRepository } from './consent';
import { createContactRepository, type ContactRepository } from './contacts';
import { createSummaryRepository, type SummaryRepository } from './conversation-summaries';
import { createConversationRepository, type ConversationRepository } from './conversations';
import { createCostRepository, type CostRepository } from './costs';
import { openDatabase, type Database, type DatabaseOptions } from './database';
import { createFlowRepository, type FlowRepository } from './qualification-flows';
import { createRecordRepository, type RecordRepository } from './records';
import { createResponseSituationRepository, type ResponseSituationRepository } from './response-situations';
import { createRunActionRepository, type RunActionRepository } from './run-actions';
import { createRunRepository, type RunRepository } from './runs';
import { createSendRepository, type SendRepository } from './sends';
import { createTenantRepository, type TenantRepository } from './tenants';
import { createWarmingRepository, type WarmingRepository } from './warmings';
import { createWebhookLog, type WebhookLog } from './webhook-log';

/** Everything that is kept in Postgres, by what it is about. */
export interface Store {
  readonly database: Database;
  readonly tenants: TenantRepository;
  readonly contacts: ContactRepository;
  readonly conversations: ConversationRepository;
  readonly summaries: SummaryRepository;
  readonly flows: FlowRepository;
  readonly agents: AgentRepository;
  readonly webhooks: WebhookLog;
  readonly runs: RunRepository;
  readonly sends: SendRepository;
  readonly actions: RunActionRepository;
  readonly consent: ConsentRepository;
  readonly claudeCalls: ClaudeCallRepository;
  readonly budgets: BudgetRepository;
  readonly claudeBatches: ClaudeBatchRepository;
  readonly costs: CostRepository;
  readonly situations: ResponseSituationRepository;
  readonly records: RecordRepository;
  readonly coaching: CoachingRepository;
  readonly warmings: WarmingRepository;
  readonly cacheFigures: CacheFigureRepository;
  /** See `claims.ts`: the one authority for answering. */
  claim(request: ClaimRequest, now: Date): Promise<ClaimResult>;
  close(): Promise<void>;
}

export function openStore(url: string, cipher: Cipher, logger: Logger, options: DatabaseOptions = {}): Store {
  return storeOn(openDatabase(url, logger, options), cipher);
}

/** The same on a database that is open already; closing the store closes it. */
export function storeOn(database: Database, cipher: Cipher): Store {
  return {
    database,
    tenants: createTenantRepository(database, cipher),
    contacts: createContactRepository(database),
    conversations: createConversationRepository(database),
    summaries: createSummaryRepository(database),
    flows: createFlowRepository(database),
    agents: createAgentRepository(database),
    webhooks: createWebhookLog(database),
    runs: createRunRepository(database),
    sends: createSendRepository(database),
    actions: createRunActionRepository(database),
    consent: createConsentRepository(database),
    claudeCalls: createClaudeCallRepository(database),
    budgets: createBudgetRepository(database),
    costs: createCostRepository(database),
    claudeBatches: createClaudeBatchRepository(database),
    situations: createResponseSituationRepository(database),
    records: createRecordRepository(database),
    coaching: createCoachingRepository(database),
    warmings: createWarmingRepository(database),
    cacheFigures: createCacheFigureRepository(database),
    claim: (request, now) => claimReply(database, request, now),
    close: () => database.close(),
  };
}
