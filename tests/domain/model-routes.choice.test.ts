import { describe, expect, test } from '@jest/globals';
import { newestNotAfter } from '../../domain/dated';
import { configurationAt, modelRoutes, routeOf, type ModelRoutes } from '../../domain/model-routes';
import { tenantConfigurationSchema } from '../../domain/tenant.schema';

const today = new Date('2026-11-24T12:00:00Z');
const tenantWith = (models: object = {}) => tenantConfigurationSchema.parse({ name: 'Homes', models });

const [usual] = modelRoutes;
if (!usual) throw new Error('the table is empty');
/** A table that changes on New Year's Day. */
const routes: readonly ModelRoutes[] = [
  usual,
  {
    from: '2027-01-01',
    tasks: {
      ...usual.tasks,
      semantic: 'claude-haiku-6',
      qualification: 'claude-haiku-6',
      reply: 'claude-sonnet-6',
      coaching: 'claude-opus-6',
    },
    fallbacks: { 'claude-haiku-6': ['claude-haiku-5-5'], 'claude-sonnet-6': ['claude-sonnet-5-5'] },
  },
];
const newYear = new Date('2027-01-01T00:00:00Z');

describe('the model for a task', () => {
  test('is a small one for what is read, and a larger one for what is written', () => {
    const modelFor = (task: Parameters<typeof routeOf>[0]) => routeOf(task, tenantWith(), today).model;
    expect(['semantic', 'qualification', 'summary'].map(task => modelFor(task as 'semantic'))).toEqual(
      Array(3).fill('claude-haiku-5-5'),
    );
    expect(['reply', 'answer', 'coaching'].map(task => modelFor(task as 'reply'))).toEqual(
      Array(3).fill('claude-sonnet-5-5'),
    );
  });

  test('has others behind it, and never itself', () => {
    expect(routeOf('reply', tenantWith(), today)).toEqual({
      model: 'claude-sonnet-5-5',
      fallbacks: ['claude-sonnet-5', 'claude-haiku-5-5'],
    });
    expect(routeOf('semantic', tenantWith(), today).fallbacks).toEqual(['claude-haiku-4-5']);
    for (const { fallbacks } of modelRoutes)
      for (const [model, others] of Object.entries(fallbacks)) expect(others).not.toContain(model);
  });

  test('is the tenant’s own where it has one, for all tasks of its kind', () => {
    const tenant = tenantWith({ reply: 'claude-opus-5-5' });
    expect(routeOf('reply', tenant, today)).toEqual({
      model: 'claude-opus-5-5',
      fallbacks: ['claude-opus-5', 'claude-sonnet-5-5'],
    });
    expect(routeOf('coaching', tenant, today).model).toBe('claude-opus-5-5');
    expect(routeOf('answer', tenant, today).model).toBe('claude-opus-5-5');
    expect(routeOf('semantic', tenant, today).model).toBe('claude-haiku-5-5');
  });

  test('that Leadwire does not know is replaced by the usual one when it has no room', () => {
    expect(routeOf('semantic', tenantWith({ analysis: 'my-own-gateway' }), today)).toEqual({
      model: 'my-own-gateway',
      fallbacks: ['claude-haiku-5-5', 'claude-haiku-4-5'],
    });
  });
});

describe('a change of the table', () => {
  test('reaches tenants without a choice on its day', () => {
    const settings = tenantWith();
    expect(configurationAt(settings, today, routes).models).toEqual({
      analysis: 'claude-haiku-5-5',
      reply: 'claude-sonnet-5-5',
    });
    expect(configurationAt(settings, newYear, routes).models).toEqual({
      analysis: 'claude-haiku-6',
      reply: 'claude-sonnet-6',
    });
  });

  test('leaves a tenant’s own choice alone', () => {
    const settings = tenantWith({ analysis: 'claude-haiku-5-5' });
    expect(configurationAt(settings, newYear, routes).models.analysis).toBe('claude-haiku-5-5');
    expect(routeOf('qualification', settings, newYear, routes).model).toBe('claude-haiku-5-5');
  });

  test('of one task holds for a tenant that follows, also by its settings as they were read', () => {
    const configuration = configurationAt(tenantWith(), newYear, routes);
    expect(routeOf('coaching', configuration, newYear, routes).model).toBe('claude-opus-6');
    expect(routeOf('reply', configuration, newYear, routes).model).toBe('claude-sonnet-6');
  });
});

test('a table without entries is a mistake that is told', () => {
  expect(() => newestNotAfter([], today)).toThrow('without entries');
});
