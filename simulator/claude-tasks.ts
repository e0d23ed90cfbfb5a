import { Ajv } from 'ajv';
import { z } from 'zod';
import type { MessageRequest } from './claude-request.schema';
import { advise } from './coaching-rules';
import { readPrompt } from './prompt-reading';
import { qualify } from './qualification-rules';
import { writeReply } from './reply-rules';
import { instanceOf } from './schema-instance';
import { analyseMeaning } from './semantic-rules';

export type Task = 'semantic' | 'qualification' | 'reply' | 'coaching' | 'other';

type Schema = Record<string, unknown>;

const schemaObject = z.record(z.string(), z.unknown());
const ajv = new Ajv({ strict: false });

/** Which of Leadwire's tasks a request is, told by the schema of its answer alone. */
export function taskOf(request: Pick<MessageRequest, 'output_config'>): Task {
  const schema = request.output_config?.format?.schema;
  if (!schema) return 'reply';
  const properties = Object.keys(schemaObject.catch({}).parse(schema['properties']));
  if (properties.includes('primary_intent')) return 'semantic';
  if (properties.includes('nextStep') && properties.includes('suggestedReply')) return 'coaching';
  return properties.includes('lead_type') && properties.includes('slots') ? 'qualification' : 'other';
}

const answersByRule = { semantic: analyseMeaning, qualification: qualify, coaching: advise } as const;

/** The text of the answer: JSON that fits the schema asked for, or a reply. */
export function answerTo(request: MessageRequest): string {
  const schema = request.output_config?.format?.schema;
  const prompt = readPrompt(userTextOf(request));
  const task = taskOf(request);
  if (task === 'reply' || !schema) return writeReply(prompt);
  if (task === 'other') return JSON.stringify(instanceOf(schema));
  const answer = answersByRule[task](prompt);
  // A schema that has moved on since these rules were written still gets an answer that fits it.
  return JSON.stringify(fits(schema, answer) ? answer : instanceOf(schema));
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
