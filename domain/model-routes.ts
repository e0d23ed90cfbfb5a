import { newestNotAfter, type Dated } from './dated';
import type { PromptTask } from './prompts/prompt';
import type { TenantConfiguration, TenantSettings } from './tenant';

/** Which models a task may be given to: the first that is not overloaded. */
export interface ModelRoute {
  readonly model: string;
  /** In this order. */
  readonly fallbacks: readonly string[];
}

export interface ModelRoutes extends Dated {
  readonly tasks: Readonly<Record<PromptTask, string>>;
  /** What to do without a model that is overloaded: the next best of the price classes below and beside it. */
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
}

/**
 * Which model does what, oldest first. A change is a new entry with its day. Analyses are short, many and
 * checked by schema, so a small model does them; what a lead or an agent reads is written by a larger one.
 */
export const modelRoutes: readonly ModelRoutes[] = [
  {
    from: '2026-10-24',
    tasks: {
      semantic: 'claude-haiku-5-5',
      qualification: 'claude-haiku-5-5',
      summary: 'claude-haiku-5-5',
      answer: 'claude-sonnet-5-5',
      reply: 'claude-sonnet-5-5',
      rewrite: 'claude-sonnet-5-5',
      coaching: 'claude-sonnet-5-5',
    },
    fallbacks: {
      'claude-haiku-5-5': ['claude-haiku-4-5'],
      'claude-haiku-4-5': ['claude-haiku-5-5'],
      'claude-sonnet-5-5': ['claude-sonnet-5', 'claude-haiku-5-5'],
      'claude-sonnet-5': ['claude-sonnet-5-5', 'claude-haiku-5-5'],
      'claude-opus-5-5': ['claude-opus-5', 'claude-sonnet-5-5'],
      'claude-opus-5': ['claude-opus-5-5', 'claude-sonnet-5-5'],
    },
  },
];

/** Which of a tenant's two models a task uses. */
const settingOf = (task: PromptTask): 'analysis' | 'reply' =>
  task === 'semantic' || task === 'qualification' || task === 'summary' ? 'analysis' : 'reply';

/** The task by which the table names the model of a setting. */
const namedBy = { analysis: 'semantic', reply: 'reply' } as const;

/**
 * The models for a task. What the tenant chose comes first; a tenant without a choice, or whose choice is
 * the table's own, follows the table, task by task.
 * @param routes default: Leadwire's own
 */
export function routeOf(
  task: PromptTask,
  { models }: Pick<TenantSettings, 'models'>,
  at: Date,
  routes: readonly ModelRoutes[] = modelRoutes,
): ModelRoute {
  const { tasks, fallbacks } = newestNotAfter(routes, at);
  const setting = settingOf(task);
  const chosen = models[setting];
  const usual = tasks[task];
  const model = chosen === null || chosen === tasks[namedBy[setting]] ? usual : chosen;
  // For a model that the table does not know, the usual one and its own fall-backs.
  const instead = fallbacks[model] ?? [usual, ...(fallbacks[usual] ?? [])];
  return { model, fallbacks: instead.filter(other => other !== model) };
}

/** A tenant's settings as they hold at a time: with the table's models where it chose none. */
export const configurationAt = (
  settings: TenantSettings,
  at: Date,
  routes: readonly ModelRoutes[] = modelRoutes,
): TenantConfiguration => ({
  ...settings,
  models: {
    analysis: routeOf(namedBy.analysis, settings, at, routes).model,
    reply: routeOf(namedBy.reply, settings, at, routes).model,
  },
});
