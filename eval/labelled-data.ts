import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attack } from './attacks';
import type { LabelledConversation } from './labels';
import { ownConversation } from './own-conversations';
import { recordedDialogue } from './recorded-dialogues';

/** The folder of this code where its sources are: compiled, it lies one folder deeper. */
export function evaluationFolder(): string {
  const top = join(__dirname, '..');
  const isSource = existsSync(join(top, 'package.json'));
  return isSource ? __dirname : join(top, '..', 'eval');
}

/** Data stands beside the compiled code too, so that it is there where no sources are. */
function dataFile(name: string): string {
  const beside = join(__dirname, 'data', name);
  return existsSync(beside) ? beside : join(evaluationFolder(), 'data', name);
}

const linesOf = (name: string): string[] =>
  readFileSync(dataFile(name), 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '');

/** Each line of a `.jsonl` file as JSON. */
export const jsonLines = (name: string): unknown[] => linesOf(name).map((line): unknown => JSON.parse(line));

/** Real text messages that have nothing to do with us. */
export const textMessages = (): string[] =>
  linesOf('text-messages.tsv')
    .slice(1)
    .map(line => line.slice(line.indexOf('\t') + 1));

/** Ours and the recorded ones in turns, so that the first few of them are of both kinds. */
export const labelledConversations = (): LabelledConversation[] =>
  inTurns(
    jsonLines('conversations.jsonl').map(ownConversation),
    jsonLines('dialogues.jsonl').map(recordedDialogue),
  );

/** All that is played: the labelled conversations, and attacks between them. */
export const playedConversations = (): LabelledConversation[] =>
  inTurns(labelledConversations(), jsonLines('attacks.jsonl').map(attack));

function inTurns<T>(one: readonly T[], other: readonly T[]): T[] {
  const longer = Math.max(one.length, other.length);
  return Array.from({ length: longer }, (_, index) => index).flatMap(index => [
    ...one.slice(index, index + 1),
    ...other.slice(index, index + 1),
  ]);
}
