/** What the API takes from a client, model by model: https://platform.claude.com/docs/en/models as of 2026-11-20. */
export interface ModelLimits {
  /** Longest prompt and answer together. Tokens. */
  readonly context: number;
  /** Most that `max_tokens` may ask for. */
  readonly output: number;
  /** A shorter prefix is not cached, and nothing says so. Tokens. */
  readonly cachedPrefix: number;
  /** `thinking.type` as it may be set; left out it is always taken. */
  readonly thinking: readonly ThinkingType[];
  /** `output_config.effort` may be set. */
  readonly effort: boolean;
}

export type ThinkingType = 'enabled' | 'disabled' | 'adaptive' | 'between_tools';

const thousand = 1_000;
const current = { context: 1_000 * thousand, output: 128 * thousand, effort: true } as const;
const fifth = { ...current, cachedPrefix: 512 } as const;
/** Thinks before every answer. */
const always: ModelLimits = { ...fifth, thinking: ['adaptive'] };
const unasked: ModelLimits = { ...fifth, thinking: ['adaptive', 'disabled'] };
const fourth = { ...current, thinking: ['adaptive', 'enabled', 'disabled'] } as const;
const older = { context: 200 * thousand, thinking: ['enabled', 'disabled'] } as const;

const models: Readonly<Record<string, ModelLimits>> = {
  'claude-fable-5-2': always,
  'claude-mythos-5-2': always,
  'claude-fable-5-1': always,
  'claude-mythos-5-1': always,
  'claude-fable-5': always,
  'claude-mythos-5': always,
  'claude-opus-5-5': always,
  'claude-opus-5': unasked,
  'claude-sonnet-5-5': { ...fifth, thinking: ['adaptive', 'between_tools'] },
  'claude-sonnet-5': { ...unasked, cachedPrefix: 1_024 },
  'claude-haiku-5-5': unasked,
  'claude-opus-4-8': { ...current, cachedPrefix: 1_024, thinking: ['adaptive', 'disabled'] },
  'claude-opus-4-7': { ...current, cachedPrefix: 2_048, thinking: ['adaptive', 'disabled'] },
  'claude-opus-4-6': { ...fourth, cachedPrefix: 4_096 },
  'claude-sonnet-4-6': { ...fourth, cachedPrefix: 1_024 },
  'claude-opus-4-5': { ...older, output: 64 * thousand, cachedPrefix: 4_096, effort: true },
  'claude-sonnet-4-5': { ...older, output: 64 * thousand, cachedPrefix: 1_024, effort: false },
  'claude-haiku-4-5': { ...older, output: 64 * thousand, cachedPrefix: 4_096, effort: false },
  'claude-opus-4-1': { ...older, output: 32 * thousand, cachedPrefix: 1_024, effort: false },
};

/** The name of a model without the date of its snapshot (`…-20251001`): limits and price are the same. */
export const withoutSnapshot = (model: string): string => model.replace(/-\d{8}$/, '');

/** Undefined for a model that the API does not have. */
export const limitsOf = (model: string): ModelLimits | undefined => models[withoutSnapshot(model)];

export const modelNames: readonly string[] = Object.keys(models);
