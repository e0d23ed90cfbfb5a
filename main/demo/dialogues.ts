import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const dialogueSchema = z.object({
  id: z.string(),
  turns: z.array(z.object({ speaker: z.enum(['lead', 'agent']), text: z.string() })),
  final_slots: z.record(z.string(), z.string()),
});

/** A conversation that people had, as far as the demo plays it. */
export interface Dialogue {
  readonly id: string;
  /** What the lead wrote, in order. */
  readonly leadTexts: readonly string[];
  /** What people labelled as told by its end: slot → value. */
  readonly slots: Readonly<Record<string, string>>;
}

/** The conversations in `dialogues.jsonl`; NOTICE.md beside it says where they come from. */
export function readDialogues(): Dialogue[] {
  return readFileSync(dialoguesFile(), 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      const { id, turns, final_slots: slots } = dialogueSchema.parse(JSON.parse(line));
      return { id, slots, leadTexts: turns.filter(turn => turn.speaker === 'lead').map(turn => turn.text) };
    });
}

/** The compiler leaves data where it is: beside the sources. */
function dialoguesFile(): string {
  const beside = join(__dirname, 'dialogues.jsonl');
  return existsSync(beside) ? beside : join(__dirname, '..', '..', '..', 'main', 'demo', 'dialogues.jsonl');
}
