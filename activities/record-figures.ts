import { businessMetricsFor, type RunSummary } from '../domain/business-metrics';
import type { LocationId } from '../domain/ids';
import type { ActivityDependencies } from './dependencies';
import { withFailures } from './failures';

export interface RecordFiguresInput {
  /** The run the figures are of, not the child that writes them. */
  readonly workflowId: string;
  readonly locationId: LocationId | null;
  readonly agentId: string | null;
  readonly summary: RunSummary;
}

export interface FigureActivities {
  /** Writes the business figures of one webhook, keyed by its run. */
  recordFigures(input: RecordFiguresInput): Promise<void>;
}

export function createFigureActivities({ store }: ActivityDependencies): FigureActivities {
  return {
    recordFigures: ({ workflowId, locationId, agentId, summary }) =>
      withFailures(() =>
        store.records.writeMetrics({ workflowId, locationId, agentId, metrics: businessMetricsFor(summary) }),
      ),
  };
}
