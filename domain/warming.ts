/** What one run of a warming schedule did: said in the Web UI, kept in `warmings`, shown by `/v1/schedules`. */
export interface WarmingResult {
  /** Entries that were built or paid for and put into the cache. */
  readonly warmed: number;
  /** Entries that were there already and still live long enough. */
  readonly alreadyWarm: number;
  readonly failed: number;
  /** What it cost in Claude calls, in US dollars. */
  readonly costUsd: number;
  /** Where the time or the money went, one sentence for a person. */
  readonly explanation: string;
}
