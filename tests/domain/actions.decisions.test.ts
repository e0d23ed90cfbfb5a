import { describe, expect, test } from '@jest/globals';
import {
  decideActions,
  draftNote,
  optInActions,
  optOutActions,
  type ActionInput,
} from '../../domain/actions';
import { assess } from '../../domain/qualification';
import { emptyFlow } from '../../domain/qualification-flow';
import { flowOf, tenantOf } from './examples';
import { channels } from '../../domain/vocabulary';

const cold = flowOf('buyer', { budget: ['$500k', 0.9] });
const warm = flowOf('buyer', { budget: ['$500k', 0.9], area: ['Austin', 0.9] });
const hot = flowOf('buyer', { budget: ['$500k', 0.9], area: ['Austin', 0.9], beds: ['3', 0.9] });
const complete = flowOf('buyer', {
  budget: ['$500k', 0.9],
  area: ['Austin', 0.9],
  beds: ['3', 0.9],
  timeline: ['30 days', 0.9],
});

const decide = (before: typeof cold | null, after: typeof cold, more: Partial<ActionInput> = {}) =>
  decideActions({
    before: before && assess(before),
    after: assess(after),
    flow: after,
    flowBefore: before,
    handOff: null,
    tenant: tenantOf(),
    firstReply: false,
    ...more,
  });

test('when nothing has changed nothing is done', () => {
  expect(decide(warm, warm)).toEqual([]);
  expect(decide(hot, hot, { handOff: null })).toEqual([]);
});

test('the first reply is marked, with the lead’s temperature', () => {
  expect(decide(null, emptyFlow, { firstReply: true })).toEqual([
    { type: 'add_tag', tag: 'AI-Engaged' },
    { type: 'add_tag', tag: 'Cold-Lead' },
  ]);
});

test('a new temperature takes the old tag away before it sets its own', () => {
  expect(decide(cold, warm)).toEqual([
    { type: 'remove_tag', tag: 'Cold-Lead' },
    { type: 'add_tag', tag: 'Warm-Lead' },
  ]);
});

test('a lead who is complete is marked as qualified, once', () => {
  expect(decide(hot, complete)).toEqual([{ type: 'add_tag', tag: 'AI-Qualified' }]);
  expect(decide(complete, complete)).toEqual([]);
});

describe('a lead who becomes hot', () => {
  test('gets a note with what is known, and the workflow where there is one, last', () => {
    const actions = decide(warm, hot, { tenant: tenantOf({ hotLeadWorkflowId: 'wf1' }) });
    expect(actions.slice(-2)).toEqual([
      { type: 'add_note', body: 'hot buyer, score 65 of 100\nbudget: $500k\nlocation: Austin\nbeds: 3' },
      { type: 'trigger_workflow', workflowId: 'wf1' },
    ]);
  });

  test('starts no workflow where none is set', () => {
    expect(decide(warm, hot).map(action => action.type)).toEqual(['remove_tag', 'add_tag', 'add_note']);
  });
});

test('custom fields follow their values, only those that are set up and have changed', () => {
  const tenant = tenantOf({ customFields: { score: 'f1', area: 'f2', budget: 'f3', timeline: 'f4' } });
  const fields = decide(cold, warm, { tenant }).filter(action => action.type === 'update_custom_field');
  expect(fields).toEqual([
    { type: 'update_custom_field', fieldId: 'f1', value: '50' },
    { type: 'update_custom_field', fieldId: 'f2', value: 'Austin' },
  ]);
});

describe('a person is called where the conversation is handed over', () => {
  const handOff = { reason: 'angry', sentence: 'The lead is angry.' } as const;

  test('by a tag and a task that says why', () => {
    expect(decide(cold, cold, { handOff })).toEqual([
      { type: 'add_tag', tag: 'Needs-Human' },
      {
        type: 'create_task',
        title: 'A lead needs a person',
        body: 'The lead is angry. Please read the conversation and answer.',
        dueInMinutes: 15,
      },
    ]);
  });

  test('once: not again while the tag is there', () => {
    expect(decide(cold, cold, { handOff, needsHumanAlready: true })).toEqual([]);
  });

  test('and finds what the assistant would have written', () => {
    expect(draftNote('Sure, I will!')).toEqual({
      type: 'add_note',
      body: 'Draft by the assistant, not sent:\nSure, I will!',
    });
  });
});

describe('in GHL', () => {
  test('an opt-out shows as do-not-disturb of the channel and a tag', () => {
    expect(optOutActions('SMS')).toEqual([
      { type: 'set_do_not_disturb', channel: 'SMS', status: 'active' },
      { type: 'add_tag', tag: 'TCPA-Opt-Out' },
    ]);
  });

  test('a return clears both', () => {
    expect(optInActions('Email')).toEqual([
      { type: 'set_do_not_disturb', channel: 'Email', status: 'inactive' },
      { type: 'remove_tag', tag: 'TCPA-Opt-Out' },
    ]);
  });

  test.each(channels)(
    'an opt-out by %s stops messages, whichever switches GHL has, and a return opens again',
    channel => {
      const change = { type: 'set_do_not_disturb', channel };
      expect(optOutActions(channel)).toContainEqual({ ...change, status: 'active' });
      expect(optInActions(channel)).toContainEqual({ ...change, status: 'inactive' });
    },
  );
});
