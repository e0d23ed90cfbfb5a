/** Every workflow that a worker runs; this file is what is bundled for Temporal's sandbox. */
export { coachAgent } from './coach-agent';
export { processWebhook } from './process-webhook';
export { recordMetrics } from './record-metrics';
export { sendNotifications } from './send-notifications';
export { warmAgentContexts } from './warm-agent-contexts';
export { warmQualifications } from './warm-qualifications';
export { warmResponses } from './warm-responses';
