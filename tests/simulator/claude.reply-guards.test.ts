import { describe, expect, test } from '@jest/globals';
import { replyPrompt } from '../../domain/prompts/reply';
import { assess } from '../../domain/qualification';
import { emptyFlow } from '../../domain/qualification-flow';
import { checkReply } from '../../domain/reply-guard';
import { readPrompt } from '../../simulator/prompt-reading';
import { writeReply } from '../../simulator/reply-rules';
import { attacks } from '../domain/attacks';
import { contextOf, flowOf, fullFlowOf, tenantOf } from '../domain/examples';

const tenant = tenantOf();
const said = [
  'hi',
  'I want to see the house on Saturday at 3pm',
  '3 bed 2 bath in Austin around 450k',
  'eight bedrooms in Los Angeles please',
  'we must sell by June 15, lease ends then',
  'in about two months',
  'This is the worst, stop ignoring me',
  'are you a bot?',
  "that's too expensive for us",
  'pre-approved with a lender, 20% down',
  'anything else in the area?',
  'call me at 512-555-0147',
  'busco 3 recámaras en San Antonio, unos 300 mil',
  'muy caro, gracias',
  'quiero vender mi casa en 45 días',
  'llámeme mañana',
];
const flows = [emptyFlow, flowOf('seller'), flowOf('renter'), fullFlowOf('buyer', 0.9)];

function written(text: string, language: string, flow: (typeof flows)[number]): string {
  const context = contextOf([
    ['bot', 'Hi, how can I help?'],
    ['lead', text],
  ]);
  const assessment = assess(flow);
  const input = { context, tenant, flow, assessment, semantic: null, isRead: false, language };
  return writeReply(readPrompt(replyPrompt(input).user)).reply;
}

describe('a reply that the simulator writes passes the guards', () => {
  test.each(['en', 'es'])('%s, whatever was said and is known', language => {
    for (const flow of flows) {
      for (const text of said) {
        const reply = written(text, language, flow);
        const checked = checkReply(reply, { channel: 'SMS', tenant, language, sources: [text] });
        expect(checked).toEqual({ ok: true, text: reply });
      }
    }
  });

  test('also to those who attack it', () => {
    for (const { text } of attacks) {
      const reply = written(text, 'en', emptyFlow);
      expect(checkReply(reply, { channel: 'SMS', tenant, language: 'en', sources: [text] })).toMatchObject({
        ok: true,
      });
    }
  });
});
