import { Ajv } from 'ajv';
import { z } from 'zod';
import type { MessageRequest } from './claude-request.schema';
import { advise } from './coaching-rules';
import { readPrompt, type ReadPrompt } from './prompt-reading';
import { qualify } from './qualification-rules';
import { writeReply } from './reply-rules';
import { instanceOf } from './schema-instance';
import { analyseMeaning } from './semantic-rules';
import { summarise } from './summary-rules';

export type Task = 'semantic' | 'qualification' | 'reply' | 'answer' | 'summary' | 'coaching' | 'other';

type Schema = Record<string, unknown>;

const schemaObject = z.record(z.string(), z.unknown());
const ajv = new Ajv({ strict: false });

/** Which of Leadwire's tasks a request is, told by the schema of its answer alone. */
export function taskOf(request: Pick<MessageRequest, 'output_config'>): Task {
  const schema = request.output_config?.format?.schema;
  if (!schema) return 'other';
  const properties = Object.keys(schemaObject.catch({}).parse(schema['properties']));
  const has = (...names: string[]): boolean => names.every(name => properties.includes(name));
  if (has('primary_intent')) return 'semantic';
  if (has('nextStep', 'suggestedReply')) return 'coaching';
  if (has('semantic', 'qualification', 'reply')) return 'answer';
  if (has('reply', 'asks')) return 'reply';
  if (has('summary')) return 'summary';
  return has('lead_type', 'slots') ? 'qualification' : 'other';
}

const answersByRule: Readonly<Record<Exclude<Task, 'other'>, (prompt: ReadPrompt) => unknown>> = {
  semantic: analyseMeaning,
  qualification: qualify,
  coaching: advise,
  reply: writeReply,
  answer: prompt => ({
    semantic: analyseMeaning(prompt),
    qualification: qualify(prompt),
    ...writeReply(prompt),
  }),
  summary: summarise,
};

/** The text of the answer: JSON that fits the schema asked for, or a few words where none is. */
export function answerTo(request: MessageRequest): string {
  const schema = request.output_config?.format?.schema;
  const prompt = readPrompt(userTextOf(request));
  if (!schema) return writeReply(prompt).reply;
  const task = taskOf(request);
  const answer = task === 'other' ? undefined : answersByRule[task](prompt);
  // A schema that has moved on since these rules were written still gets an answer that fits it.
  return JSON.stringify(answer !== undefined && fits(schema, answer) ? answer : instanceOf(schema));
}

const checks = new Map<string, ReturnType<Ajv['compile']>>();
const maxChecks = 100;

function fits(schema: Schema, answer: unknown): boolean {
  const key = JSON.stringify(schema);
  const check = checks.get(key) ?? ajv.compile(schema);
  if (checks.size < maxChecks) checks.set(key, check);
  return check(answer) === true;
}

function userTextOf(request: MessageRequest): string {
  const newest = request.messages.at(-1)?.content ?? '';
  return typeof newest === 'string' ? newest : newest.map(block => block.text).join('\n');
}
