import type { ContactId, LocationId } from '../domain/ids';
import type { FlowChanges, FlowCursor, StoredFlow } from '../domain/stored-flow';

/** Where the truth about flows is: the third tier. Postgres, through `store/qualification-flows.ts`. */
export interface FlowSource {
  find(location: LocationId, contact: ContactId): Promise<StoredFlow | null>;
  /**
   * Everything that was committed and that the cursor has not seen; without one, or after a restart,
   * what was written in the last `seconds`.
   */
  changesSince(cursor: FlowCursor | null, seconds: number): Promise<FlowChanges>;
}
