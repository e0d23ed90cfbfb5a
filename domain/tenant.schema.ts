import { z } from 'zod';
import type { TenantSettings } from './tenant';

/** Settings are checked at every read, and making a formatter takes a millisecond. */
const knownTimeZones = new Set<string>();

function isTimeZone(name: string): boolean {
  if (knownTimeZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    knownTimeZones.add(name);
    return true;
  } catch {
    return false;
  }
}

const tagName = z.string().trim().min(1).max(200);
const modelName = z.string().trim().min(1).max(200);
const customFieldId = z.string().trim().min(1).max(200);

const voice = {
  tone: z.string().trim().min(1).max(2_000).default('warm, short, professional'),
  facts: z.array(z.string().trim().min(1).max(1_000)).max(100).default([]),
  links: z.array(z.url().max(2_000)).max(100).default([]),
};

/** Null follows the dated table of `model-routes.ts`, so that a location never keeps a model of yesterday unasked. */
const models = {
  analysis: modelName.nullable().default(null),
  reply: modelName.nullable().default(null),
};

const notifications = {
  tasks: z.boolean().default(true),
  webhookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable()
    .default(null),
};

const customFields = {
  score: customFieldId.optional(),
  temperature: customFieldId.optional(),
  budget: customFieldId.optional(),
  area: customFieldId.optional(),
  timeline: customFieldId.optional(),
};

const dollars = z.number().positive().max(1_000_000).nullable();

const budgets = {
  dailyUsd: dollars.default(20),
  monthlyUsd: dollars.default(200),
  contactMonthlyUsd: dollars.default(2),
};

const handOff = {
  confidenceBelow: z.number().min(0).max(1).default(0.35),
  valueAboveUsd: dollars.default(null),
  sleepHours: z.number().positive().max(720).default(24),
  acknowledge: z.boolean().default(true),
};

/** Everything that is no group of settings. */
const single = {
  name: z.string().trim().min(1).max(200),
  timeZone: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone, for example America/New_York')
    .default('America/New_York'),
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/, 'must be an ISO 639-1 code, for example en'))
    .min(1)
    .default(['en', 'es']),
  leadTypes: z
    .array(z.enum(['buyer', 'seller', 'renter']))
    .min(1)
    .default(['buyer', 'seller', 'renter']),
  mode: z.enum(['live', 'draft', 'off']).default('live'),
  maxAnswerAgeHours: z.number().positive().max(720).default(24),
  takeoverSleepMinutes: z.number().min(0).max(43_200).default(60),
  requiredTags: z.array(tagName).default([]),
  blockedTags: z.array(tagName).default(['AI-Off', 'Stop-Bot', 'Qualified']),
  hotLeadWorkflowId: z.string().trim().min(1).max(200).nullable().default(null),
  smsMaxCharacters: z.number().int().min(70).max(1_600).default(320),
  disclosure: z.string().trim().min(1).max(160).nullable().default(null),
};

/**
 * What a location may set. Only `name` must be given. A setting that is not known is refused with
 * its name, so that a misspelt one is never silently left at its default.
 */
export const tenantConfigurationSchema = z.strictObject({
  ...single,
  voice: z.strictObject(voice).prefault({}),
  models: z.strictObject(models).prefault({}),
  customFields: z.strictObject(customFields).prefault({}),
  notifications: z.strictObject(notifications).prefault({}),
  budgets: z.strictObject(budgets).prefault({}),
  handOff: z.strictObject(handOff).prefault({}),
}) satisfies z.ZodType<TenantSettings>;

/**
 * The same as it is read from the table. A setting that is not known is left out: a newer Leadwire may
 * have written it, and while both run, or after going back to this one, leads are answered all the same.
 */
export const storedTenantConfigurationSchema = z.object({
  ...single,
  voice: z.object(voice).prefault({}),
  models: z.object(models).prefault({}),
  customFields: z.object(customFields).prefault({}),
  notifications: z.object(notifications).prefault({}),
  budgets: z.object(budgets).prefault({}),
  handOff: z.object(handOff).prefault({}),
}) satisfies z.ZodType<TenantSettings>;

/**
 * The body of `PUT /v1/tenants/{locationId}`: the whole configuration and, where it is to be set
 * or changed, the location's GHL token. `{"name", "ghlToken"}` alone is enough.
 */
export const tenantUpdateSchema = tenantConfigurationSchema.extend({
  ghlToken: z.string().trim().min(1).max(10_000).optional(),
});
export type TenantUpdate = z.output<typeof tenantUpdateSchema>;
