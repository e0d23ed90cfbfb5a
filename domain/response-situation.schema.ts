import { z } from 'zod';
import { cachedAnswerSchema } from './cached-answer.schema';
import { qualificationFlowSchema } from './qualification-flow.schema';
import { channels } from './vocabulary';

/** A situation as it is kept in `response_situations`; another version of Leadwire may have written it. */
export const responseSituationSchema = z.object({
  channel: z.enum(channels),
  language: z.string(),
  messages: z.array(z.string()).min(1),
  answering: z.string().nullable(),
  listing: z.string().nullable(),
  returning: z.boolean(),
  firstContact: z.boolean(),
  flow: qualificationFlowSchema,
});

/** A situation with the last answer that was given in it. */
export const keptSituationSchema = z.object({
  situation: responseSituationSchema,
  answer: cachedAnswerSchema,
});
