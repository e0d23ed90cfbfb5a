import type { SemanticAnalysis } from '../domain/analysis';
import type { CoachingAdvice } from '../domain/coaching';
import { englishCoaching, spanishCoaching, type CoachingPhrases } from './coaching-phrases';
import type { ReadPrompt } from './prompt-reading';
import { writeReply } from './reply-rules';
import { analyseMeaning } from './semantic-rules';

/** What the lead told, by the number of its lines: enough to say how far things are. */
const known = ['budget', 'area', 'beds', 'baths', 'must_haves', 'timeline', 'financing', 'motivation'];
const knownMuchFrom = 3;

interface Read {
  readonly prompt: ReadPrompt;
  readonly phrases: CoachingPhrases;
  readonly meaning: SemanticAnalysis;
  readonly contact: string;
  readonly silence: string;
  /** The lead wrote last. */
  readonly waits: boolean;
}

/** Advice to an agent by simple rules over the situation and the lead's last words. */
export function advise(prompt: ReadPrompt): CoachingAdvice {
  const read: Read = {
    prompt,
    phrases: prompt.adviceLanguage === 'es' ? spanishCoaching : englishCoaching,
    meaning: meaningOfLastWords(prompt),
    contact: prompt.situation['contact'] ?? 'open',
    silence: prompt.situation['silence'] ?? 'minutes',
    waits: prompt.messages.at(-1)?.from === 'lead',
  };
  return {
    summary: summaryOf(read),
    nextStep: nextStepOf(read),
    suggestedReply: suggestionOf(read),
    watchOut: warningsOf(read).slice(0, 3),
  };
}

/** Answers of the office that followed are left out: what the lead said is what counts. */
function meaningOfLastWords(prompt: ReadPrompt): SemanticAnalysis {
  const last = prompt.messages.findLastIndex(message => message.from === 'lead');
  return analyseMeaning({ ...prompt, messages: prompt.messages.slice(0, last + 1) });
}

const isUpset = ({ sentiment }: SemanticAnalysis): boolean =>
  sentiment === 'angry' || sentiment === 'very_negative';

function summaryOf({ prompt, phrases, meaning }: Read): string {
  const { situation } = prompt;
  const count = known.filter(slot => situation[slot] !== undefined).length;
  const lead = phrases.lead[situation['lead_type'] ?? 'unknown'] ?? phrases.lead['unknown'] ?? '';
  const stage = phrases.stage[situation['temperature'] ?? 'cold'] ?? '';
  const [objection] = meaning.objections;
  return [
    `${lead} ${stage}.`,
    phrases.knows(count === 0 ? 'nothing' : count >= knownMuchFrom ? 'much' : 'little'),
    isUpset(meaning) ? phrases.angry : '',
    objection === undefined ? '' : phrases.objects(objection),
  ]
    .filter(Boolean)
    .join(' ');
}

function nextStepOf(read: Read): string {
  const { prompt, phrases, contact } = read;
  const step = stepOf(read);
  const style = phrases.style[prompt.situation['style'] ?? 'balanced'] ?? '';
  const isLeftAlone = contact === 'must_not_be_written_to' || step === phrases.wait || style === '';
  return isLeftAlone ? step : `${step} ${style}`;
}

function stepOf({ prompt, phrases, meaning, contact, silence, waits }: Read): string {
  if (contact === 'must_not_be_written_to') return phrases.leaveAlone;
  if (meaning.wishes.call) return phrases.call;
  if (meaning.wishes.human) return phrases.takeOver;
  if (meaning.wishes.appointment) return phrases.meet;
  if (waits && silence !== 'minutes') return phrases.waited;
  if (waits && contact === 'bot_sleeps') return phrases.answerYourself;
  if (!waits) return silence === 'days' ? phrases.followUp : phrases.wait;
  return prompt.nextQuestion === null ? phrases.close : phrases.ask(prompt.nextQuestion);
}

function suggestionOf({ prompt, contact, silence, waits }: Read): string | null {
  if (contact === 'must_not_be_written_to') return null;
  if (waits) return writeReply(prompt).reply;
  const inLeadsWords = prompt.language === 'es' ? spanishCoaching : englishCoaching;
  return silence === 'days' ? inLeadsWords.followUpMessage : null;
}

function warningsOf({ prompt, phrases, meaning, contact, silence, waits }: Read): string[] {
  const { warnings } = phrases;
  return [
    ...(contact === 'must_not_be_written_to' ? [warnings.noContact] : []),
    ...(isUpset(meaning) ? [warnings.angry] : []),
    ...(meaning.objections.includes('trust') ? [warnings.trust] : []),
    ...(meaning.objections.some(objection => objection !== 'trust') ? [warnings.objection] : []),
    ...(waits && silence !== 'minutes' ? [warnings.waiting] : []),
    ...(prompt.situation['role'] === 'dual_agent' ? [warnings.dual] : []),
  ];
}
