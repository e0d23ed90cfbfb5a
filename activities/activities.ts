import { createAnsweringActivities, type AnsweringActivities } from './answer-lead';
import { createActionActivities, type ActionActivities } from './apply-actions';
import { createConsentActivities, type ConsentActivities } from './change-consent';
import { createClaimActivities, type ClaimActivities } from './claim-reply';
import { createClosingActivities, type ClosingActivities } from './close-run';
import { createCoachingActivities, type CoachingActivities } from './coach-agent';
import type { ActivityDependencies } from './dependencies';
import { createContactActivities, type ContactActivities } from './fetch-contact';
import { createNotificationActivities, type NotificationActivities } from './notify';
import { createOpeningActivities, type OpeningActivities } from './open-run';
import { createPlanningActivities, type PlanningActivities } from './plan-actions';
import { createRecordingActivities, type RecordingActivities } from './record-event';
import { createFigureActivities, type FigureActivities } from './record-figures';
import { createWarmingRecordActivities, type WarmingRecordActivities } from './record-warming';
import { createResponseBatchActivities, type ResponseBatchActivities } from './response-batches';
import { createSendActivities, type SendActivities } from './send-reply';
import { createWarmingActivities, type WarmingActivities } from './warm-agent-contexts';
import {
  createQualificationWarmingActivities,
  type QualificationWarmingActivities,
} from './warm-qualifications';
import { createResponseWarmingActivities, type ResponseWarmingActivities } from './warm-responses';
import { createSummaryActivities, type SummaryActivities } from './summarise-conversation';

/** On `leadwire`: reads and idempotent writes of our own tables and caches, run as local activities. */
export type TableActivities = RecordingActivities &
  OpeningActivities &
  ClaimActivities &
  ClosingActivities &
  ConsentActivities &
  PlanningActivities &
  FigureActivities &
  WarmingRecordActivities &
  WarmingActivities &
  QualificationWarmingActivities &
  ResponseWarmingActivities;

/** On `leadwire-claude`: paid calls. */
export type ClaudeActivities = AnsweringActivities &
  SummaryActivities &
  CoachingActivities &
  ResponseBatchActivities;

/** On `leadwire-ghl`: what is seen from outside. */
export type GhlActivities = ContactActivities & SendActivities & ActionActivities & NotificationActivities;

export const createTableActivities = (dependencies: ActivityDependencies): TableActivities => ({
  ...createRecordingActivities(dependencies),
  ...createOpeningActivities(dependencies),
  ...createClaimActivities(dependencies),
  ...createClosingActivities(dependencies),
  ...createConsentActivities(dependencies),
  ...createPlanningActivities(dependencies),
  ...createFigureActivities(dependencies),
  ...createWarmingRecordActivities(dependencies),
  ...createWarmingActivities(dependencies),
  ...createQualificationWarmingActivities(dependencies),
  ...createResponseWarmingActivities(dependencies),
});

export const createClaudeActivities = (dependencies: ActivityDependencies): ClaudeActivities => ({
  ...createAnsweringActivities(dependencies),
  ...createSummaryActivities(dependencies),
  ...createCoachingActivities(dependencies),
  ...createResponseBatchActivities(dependencies),
});

export const createGhlActivities = (dependencies: ActivityDependencies): GhlActivities => ({
  ...createContactActivities(dependencies),
  ...createSendActivities(dependencies),
  ...createActionActivities(dependencies),
  ...createNotificationActivities(dependencies),
});
