import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import type { History } from '@temporalio/common/lib/proto-utils';

/** Seals the payloads of the saved histories. It opens nothing else: every other test makes its own key. */
export const keyOfHistories = `histories:${Buffer.alloc(32, 'leadwire histories').toString('base64')}`;

const folder = __dirname;
const suffix = '.history.json';

export interface SavedHistory {
  readonly name: string;
  readonly workflowId: string;
  readonly history: History;
}

interface SavedFile {
  readonly workflowId: string;
  readonly history: Record<string, unknown>;
}

const { History: HistoryMessage } = temporal.api.history.v1;

/** Every saved history, by the name of its file. */
export const savedHistories = (): SavedHistory[] =>
  readdirSync(folder)
    .filter(file => file.endsWith(suffix))
    .sort()
    .map(file => {
      const { workflowId, history } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as SavedFile;
      return { name: file.slice(0, -suffix.length), workflowId, history: HistoryMessage.fromObject(history) };
    });

export function saveHistory({ name, workflowId, history }: SavedHistory): void {
  const plain = HistoryMessage.toObject(HistoryMessage.fromObject(history), {
    enums: String,
    longs: String,
    bytes: String,
  });
  const file: SavedFile = { workflowId, history: plain };
  writeFileSync(join(folder, `${name}${suffix}`), `${JSON.stringify(file, null, 1)}\n`);
}
