import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { searchAttributes } from '../domain/temporal-names';
import type { RunOutcome } from './run-outcome';

/** Measures the stages of a run, in milliseconds of the workflow's own clock. */
export interface Journal {
  readonly timings: Record<string, number>;
  stage<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Notes how long the whole run took. */
  finish(): void;
}

export function startJournal(): Journal {
  const startedAt = Date.now();
  const timings: Record<string, number> = {};
  return {
    timings,
    async stage(name, work) {
      const stageStartedAt = Date.now();
      try {
        return await work();
      } finally {
        timings[name] = (timings[name] ?? 0) + Date.now() - stageStartedAt;
      }
    },
    finish() {
      timings['webhook_total'] = Date.now() - startedAt;
    },
  };
}

const replySourceKey = defineSearchAttributeKey(searchAttributes.replySource, SearchAttributeType.KEYWORD);
const leadTemperatureKey = defineSearchAttributeKey(
  searchAttributes.leadTemperature,
  SearchAttributeType.KEYWORD,
);

/** Makes the end readable in the Web UI without opening a payload. Details pass through the codec. */
export function showOutcome(outcome: RunOutcome, journal: Journal): void {
  upsertSearchAttributes([
    { key: replySourceKey, value: outcome.replySource },
    ...(outcome.after ? [{ key: leadTemperatureKey, value: outcome.after.temperature }] : []),
  ]);
  const stages = Object.entries(journal.timings).map(([stage, ms]) => `| ${stage} | ${ms} ms |`);
  const lead = outcome.after
    ? `Lead: **${outcome.after.temperature}**, score ${outcome.after.score}, stage ${outcome.after.stage}\n\n`
    : '';
  setCurrentDetails(
    `**${outcome.status}** (${outcome.replySource}): ${outcome.explanation}\n\n${lead}| stage | time |\n| --- | --- |\n${stages.join('\n')}`,
  );
}
