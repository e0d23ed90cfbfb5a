import type { ReadPrompt } from './prompt-reading';
import { qualify } from './qualification-rules';
import { slotNames } from '../domain/analysis';

/** As long as a summary may be here. */
const maxCharacters = 800;

/** A few lines of memory: what the summary before had, what the lead told, and their last words. */
export function summarise(prompt: ReadPrompt): { readonly summary: string } {
  const { lead_type: leadType, slots } = qualify(prompt);
  const told = slotNames.flatMap(name =>
    slots[name].value === null ? [] : [`${name}: ${slots[name].value ?? ''}`],
  );
  const lastWords = prompt.messages.findLast(message => message.from === 'lead')?.text ?? '';
  const known = new Set((prompt.earlier ?? '').split('\n').filter(line => line !== ''));
  const lines = [
    ...known,
    ...[`lead type: ${leadType}`, ...told].filter(line => !known.has(line)),
    `the lead wrote: ${lastWords.slice(0, 120)}`,
  ];
  return { summary: lines.join('\n').slice(-maxCharacters) };
}
