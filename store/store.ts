import type { Cipher } from '../runtime/encryption';
import type { Logger } from '../runtime/logger';
import { createAgentRepository, type AgentRepository } from './agents';
import { createClaudeCallRepository, type ClaudeCallRepository } from './claude-calls';
import { claimReply, type Claim, type ClaimRequest } from './claims';
import { createConsentRepository, type ConsentRepository } from './consent';
import { createContactRepository, type ContactRepository } from './contacts';
import { createConversationRepository, type ConversationRepository } from './conversations';
import { openDatabase, type Database } from './database';
import { createFlowRepository, type FlowRepository } from './qualification-flows';
import { createRecordRepository, type RecordRepository } from './records';
import { createRunActionRepository, type RunActionRepository } from './run-actions';
import { createRunRepository, type RunRepository } from './runs';
import { createSendRepository, type SendRepository } from './sends';
import { createTenantRepository, type TenantRepository } from './tenants';
import { createWebhookLog, type WebhookLog } from './webhook-log';

/** Everything that is kept in Postgres, by what it is about. */
export interface Store {
  readonly database: Database;
  readonly tenants: TenantRepository;
  readonly contacts: ContactRepository;
  readonly conversations: ConversationRepository;
  readonly flows: FlowRepository;
  readonly agents: AgentRepository;
  readonly webhooks: WebhookLog;
  readonly runs: RunRepository;
  readonly sends: SendRepository;
  readonly actions: RunActionRepository;
  readonly consent: ConsentRepository;
  readonly claudeCalls: ClaudeCallRepository;
  readonly records: RecordRepository;
  /** See `claims.ts`: the one authority for answering. */
  claim(request: ClaimRequest, now: Date): Promise<Claim>;
  close(): Promise<void>;
}

export function openStore(url: string, cipher: Cipher, logger: Logger): Store {
  const database = openDatabase(url, logger);
  return {
    database,
    tenants: createTenantRepository(database, cipher),
    contacts: createContactRepository(database),
    conversations: createConversationRepository(database),
    flows: createFlowRepository(database),
    agents: createAgentRepository(database),
    webhooks: createWebhookLog(database),
    runs: createRunRepository(database),
    sends: createSendRepository(database),
    actions: createRunActionRepository(database),
    consent: createConsentRepository(database),
    claudeCalls: createClaudeCallRepository(database),
    records: createRecordRepository(database),
    claim: (request, now) => claimReply(database, request, now),
    close: () => database.close(),
  };
}
