export interface OfferedQuestion {
  readonly name: string;
  readonly text: string;
}

/** What the simulator sees of one of Leadwire's prompts: the user message, read back into its parts. */
export interface ReadPrompt {
  readonly returning: boolean;
  /** Oldest first. */
  readonly messages: readonly { readonly from: 'lead' | 'agent'; readonly text: string }[];
  /** Qualification: the question last asked, or null. */
  readonly lastQuestion: string | null;
  /** What was said before the messages, or null. */
  readonly earlier: string | null;
  /** Coaching: what to ask next, or null. */
  readonly nextQuestion: string | null;
  /** Reply: what may be asked, in turn, by the kind of lead. */
  readonly questions: ReadonlyMap<string, readonly OfferedQuestion[]>;
  /** Reply: a visit is to be offered instead of a question. */
  readonly offersVisit: boolean;
  /** Reply and coaching: ISO 639-1, or null. */
  readonly language: string | null;
  /** Coaching: the agent's language, or null. */
  readonly adviceLanguage: string | null;
  /** Coaching: the lines `name: value` of the situation, of what is known and of the agent. */
  readonly situation: Readonly<Record<string, string>>;
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&amp;': '&',
};

const unescape = (text: string): string =>
  text.replace(/&(?:lt|gt|quot|apos|#39|amp);/g, entity => entities[entity] ?? entity).trim();

function element(user: string, name: string): string | null {
  const found = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`).exec(user)?.[1];
  return found === undefined ? null : unescape(found);
}

/** Reads a user message; one that is not of Leadwire's making counts as a single message of the lead. */
export function readPrompt(user: string): ReadPrompt {
  const conversation = /<conversation\b([^>]*)>([\s\S]*?)<\/conversation>/.exec(user);
  const messages = [
    ...(conversation?.[2] ?? '').matchAll(/<message from="(\w+)"[^>]*>([\s\S]*?)<\/message>/g),
  ].map(([, from, text]) => ({
    from: from === 'lead' ? ('lead' as const) : ('agent' as const),
    text: unescape(text ?? ''),
  }));
  const lastQuestion = element(user, 'last_question');
  return {
    returning: /returning="true"/.test(conversation?.[1] ?? ''),
    messages: conversation ? messages : [{ from: 'lead', text: user.trim() }],
    lastQuestion: lastQuestion === 'none' || lastQuestion === '' ? null : lastQuestion,
    earlier: element(conversation?.[2] ?? '', 'earlier'),
    nextQuestion: element(user, 'next_question'),
    questions: questionsIn(user),
    offersVisit: user.includes('<offer_visit/>'),
    language: element(user, 'language'),
    adviceLanguage: element(user, 'advice_language'),
    situation: Object.fromEntries(
      ['known', 'situation', 'agent'].flatMap(name => linesOf(element(user, name) ?? '')),
    ),
  };
}

const questionsIn = (user: string): ReadPrompt['questions'] =>
  new Map(
    [...user.matchAll(/<questions for="(\w+)">([\s\S]*?)<\/questions>/g)].map(([, kind = '', lines = '']) => [
      kind,
      linesOf(unescape(lines)).map(([name, text]) => ({ name, text })),
    ]),
  );

const linesOf = (text: string): [string, string][] =>
  [...text.matchAll(/^(\w+): (.+)$/gm)].map(([, name = '', value = '']) => [name, value]);

/** What the lead wrote since anyone last answered. */
export function newestLeadMessages(prompt: ReadPrompt): string[] {
  const lastAnswer = prompt.messages.findLastIndex(message => message.from === 'agent');
  return prompt.messages.slice(lastAnswer + 1).map(message => message.text);
}
