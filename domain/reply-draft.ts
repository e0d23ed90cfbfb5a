import type { QuestionName } from './qualification-flow';

/** A reply as Claude writes it: the message, and which of the offered questions it asks. */
export interface ReplyDraft {
  /** With placeholders for identity. */
  readonly reply: string;
  /** What a bare "yes" to it will answer; null where it asks none of the questions. */
  readonly asks: QuestionName | null;
}
