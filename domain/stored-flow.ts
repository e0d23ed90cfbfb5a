import type { ContactId, LocationId } from './ids';
import type { Assessment, QualificationFlow } from './qualification-flow';

/** A lead's flow as it stands in Postgres. */
export interface StoredFlow {
  readonly flow: QualificationFlow;
  readonly assessment: Assessment;
  /** Grows by one with each change: of two copies, the one with the higher number is the newer. */
  readonly version: number;
}

/** A flow that was written, by whom it belongs to. */
export interface ChangedFlow extends StoredFlow {
  readonly locationId: LocationId;
  readonly contactId: ContactId;
}

/** A flow as a reader of changes finds it. */
export interface FlowChange extends ChangedFlow {
  /** Seconds since the transaction that wrote it began. */
  readonly secondsAgo: number;
}

/** How far a reader of changes has come. */
export interface FlowCursor {
  /** Of the database server and the table: another one after each start, and where the table was made or filled anew. */
  readonly server: string;
  /** Which transactions the reader has seen, in the words of Postgres. */
  readonly snapshot: string;
}

export interface FlowChanges {
  readonly pages: AsyncIterable<readonly FlowChange[]>;
  /** For the next time, once all pages are read. */
  readonly cursor: FlowCursor;
  /**
   * The server was started anew, perhaps from a backup, or is another one, or the table is: it may have
   * lost what it said before, so nothing read before counts.
   */
  readonly restarted: boolean;
}
