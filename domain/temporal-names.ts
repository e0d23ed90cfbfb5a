/** Names that Temporal and those who look into it know us by. Contracts: see docs/architecture.md. */
export const taskQueues = { workflows: 'leadwire', claude: 'leadwire-claude', ghl: 'leadwire-ghl' } as const;

export const workflowTypes = {
  processWebhook: 'processWebhook',
  recordMetrics: 'recordMetrics',
  sendNotifications: 'sendNotifications',
  warmAgentContexts: 'warmAgentContexts',
  warmQualifications: 'warmQualifications',
  warmResponses: 'warmResponses',
  coachAgent: 'coachAgent',
} as const;

export const scheduleIds = {
  warmAgentContexts: 'warm-agent-contexts',
  warmQualifications: 'warm-qualifications',
  warmResponses: 'warm-responses',
} as const;

/** All of Temporal's type Keyword. They are never encrypted, so they hold ids and closed lists only. */
export const searchAttributes = {
  locationId: 'LocationId',
  contactId: 'ContactId',
  eventType: 'EventType',
  replySource: 'ReplySource',
  leadTemperature: 'LeadTemperature',
} as const;
