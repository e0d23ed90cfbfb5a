import { describe, expect, test } from '@jest/globals';
import {
  storedTenantConfigurationSchema,
  tenantConfigurationSchema,
  tenantUpdateSchema,
} from '../../domain/tenant.schema';

describe('a tenant configuration', () => {
  test('needs a name only; everything else has its default', () => {
    expect(tenantConfigurationSchema.parse({ name: 'Canary Homes' })).toEqual({
      name: 'Canary Homes',
      timeZone: 'America/New_York',
      languages: ['en', 'es'],
      voice: { tone: 'warm, short, professional', facts: [], links: [] },
      leadTypes: ['buyer', 'seller', 'renter'],
      models: { analysis: null, reply: null },
      mode: 'live',
      maxAnswerAgeHours: 24,
      takeoverSleepMinutes: 60,
      requiredTags: [],
      blockedTags: ['AI-Off', 'Stop-Bot', 'Qualified'],
      customFields: {},
      hotLeadWorkflowId: null,
      notifications: { tasks: true, webhookUrl: null },
      smsMaxCharacters: 320,
      disclosure: null,
      budgets: { dailyUsd: 20, monthlyUsd: 200, contactMonthlyUsd: 2 },
      handOff: { confidenceBelow: 0.35, valueAboveUsd: null, sleepHours: 24, acknowledge: true },
    });
  });

  test('keeps the other defaults where part of a group is set', () => {
    const parsed = tenantConfigurationSchema.parse({ name: 'A', voice: { facts: ['Open daily'] } });
    expect(parsed.voice).toEqual({ tone: 'warm, short, professional', facts: ['Open daily'], links: [] });
  });

  test('can be parsed again without a change', () => {
    const once = tenantConfigurationSchema.parse({ name: 'A' });
    expect(tenantConfigurationSchema.parse(once)).toEqual(once);
  });

  test.each([
    ['a misspelt setting', { name: 'A', tiemZone: 'UTC' }, 'tiemZone'],
    ['a misspelt setting in a group', { name: 'A', voice: { tones: 'x' } }, 'tones'],
    ['a time zone that is none', { name: 'A', timeZone: 'Mars/Olympus' }, 'IANA time zone'],
    ['no name', {}, 'name'],
    ['an empty name', { name: ' ' }, 'name'],
    ['a link that is none', { name: 'A', voice: { links: ['our site'] } }, 'links'],
  ])('refuses %s and says which', (_case, settings, named) => {
    const result = tenantConfigurationSchema.safeParse(settings);
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).toContain(named);
  });
});

describe('a stored configuration', () => {
  test('loses what only a newer Leadwire knows, in groups too, and keeps the rest', () => {
    const known = tenantConfigurationSchema.parse({ name: 'A', voice: { tone: 'dry' }, mode: 'off' });
    const newer = {
      ...known,
      weekend: true,
      voice: { ...known.voice, pace: 'slow' },
      models: { ...known.models, vision: 'x' },
      customFields: { score: 'f1', mood: 'f2' },
      notifications: { ...known.notifications, sms: true },
    };
    expect(storedTenantConfigurationSchema.parse(newer)).toEqual({ ...known, customFields: { score: 'f1' } });
  });

  test('is checked as ever for what is known', () => {
    expect(storedTenantConfigurationSchema.safeParse({ name: 'A', timeZone: 'Mars/Olympus' }).success).toBe(
      false,
    );
  });

  test('has every setting that may be given', () => {
    const { shape } = storedTenantConfigurationSchema;
    expect(Object.keys(shape).sort()).toEqual(Object.keys(tenantConfigurationSchema.shape).sort());
  });
});

describe('the body of an update', () => {
  test('may be a name and a token alone', () => {
    const update = tenantUpdateSchema.parse({ name: 'Canary Homes', ghlToken: 'pit-1' });
    expect(update).toMatchObject({ name: 'Canary Homes', ghlToken: 'pit-1', mode: 'live' });
  });

  test('may leave the token out, but not empty', () => {
    expect(tenantUpdateSchema.parse({ name: 'A' }).ghlToken).toBeUndefined();
    expect(tenantUpdateSchema.safeParse({ name: 'A', ghlToken: '' }).success).toBe(false);
  });

  test('refuses an unknown setting', () => {
    expect(tenantUpdateSchema.safeParse({ name: 'A', ghltoken: 'x' }).success).toBe(false);
  });
});
