import type { LeadType } from './vocabulary';

/** What one location has set, as it is stored and shown. Validated by `tenant.schema.ts`; every field has a default but the name. */
export interface TenantSettings extends Omit<TenantConfiguration, 'models'> {
  /** Null: the model that Leadwire uses for it at the time (`model-routes.ts`). */
  readonly models: { readonly analysis: string | null; readonly reply: string | null };
}

/** The same, as it holds at a time. */
export interface TenantConfiguration {
  readonly name: string;
  /** IANA name, for example `America/Los_Angeles`. */
  readonly timeZone: string;
  /** ISO 639-1, the first is the default. */
  readonly languages: readonly string[];
  readonly voice: {
    readonly tone: string;
    /** What a reply may state as fact. */
    readonly facts: readonly string[];
    /** Links a reply may hold; any other is refused. */
    readonly links: readonly string[];
  };
  readonly leadTypes: readonly Exclude<LeadType, 'unknown'>[];
  /** `analysis` reads what a lead wrote and sums up; `reply` writes to leads and coaches agents. */
  readonly models: { readonly analysis: string; readonly reply: string };
  /** `draft`: replies are kept as notes in GHL and nothing is sent; `off`: messages are recorded and not answered. */
  readonly mode: 'live' | 'draft' | 'off';
  /** A message older than this becomes a task for a person instead of an answer. Hours. */
  readonly maxAnswerAgeHours: number;
  /** How long the bot sleeps after a person wrote. Minutes. */
  readonly takeoverSleepMinutes: number;
  /** The bot answers only contacts with one of these tags; empty: all. */
  readonly requiredTags: readonly string[];
  /** The bot is silent for contacts with one of these tags. */
  readonly blockedTags: readonly string[];
  /** Ids of the location's custom fields to keep up to date, by what goes into them. */
  readonly customFields: Readonly<
    Partial<Record<'score' | 'temperature' | 'budget' | 'area' | 'timeline', string>>
  >;
  /** GHL workflow to start when a lead becomes hot. */
  readonly hotLeadWorkflowId: string | null;
  readonly notifications: {
    /** A task in GHL for the agent when a lead becomes hot, a run fails or a person is asked for. */
    readonly tasks: boolean;
    /** A Slack-compatible incoming webhook. */
    readonly webhookUrl: string | null;
  };
  readonly smsMaxCharacters: number;
  /** Added to the first message to a lead, for example "Written by our digital assistant."; null: nothing is. */
  readonly disclosure: string | null;
  readonly budgets: BudgetCaps;
  readonly handOff: {
    /** A person is asked where Claude is less sure than this what the lead wants, 0–1. */
    readonly confidenceBelow: number;
    /** A person is asked where the lead speaks of more than this; null: of any price. US dollars. */
    readonly valueAboveUsd: number | null;
    /** How long the bot sleeps after it handed a conversation to a person. Hours. */
    readonly sleepHours: number;
    /** Tell the lead in a prepared sentence that a person will answer. */
    readonly acknowledge: boolean;
  };
}

/** What may be spent on Claude, in US dollars, by days and months in UTC; null: without a cap. */
export interface BudgetCaps {
  readonly dailyUsd: number | null;
  readonly monthlyUsd: number | null;
  /** On one contact in a month. */
  readonly contactMonthlyUsd: number | null;
}
