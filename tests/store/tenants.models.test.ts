import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocationId } from '../../domain/ids';
import { configurationAt } from '../../domain/model-routes';
import { tenantConfigurationSchema } from '../../domain/tenant.schema';
import { createLogger } from '../../runtime/logger';
import { openStore, type Store } from '../../store/store';
import { newLead, testCipher } from './open-test-store';
import { makeScratchDatabase, type ScratchDatabase } from './scratch-database';

let scratch: ScratchDatabase;
let store: Store;
beforeAll(async () => {
  scratch = await makeScratchDatabase();
  store = openStore(scratch.url, testCipher, createLogger('test', 'silent'));
}, 60_000);
afterAll(async () => {
  await store.close();
  await scratch.drop();
});

const settingsWith = (models: object) => tenantConfigurationSchema.parse({ name: 'Homes', models });
const unset = settingsWith({});

async function storedModels(location: string): Promise<unknown> {
  const [row] = await store.database.query<{ models: unknown }>(
    'test-stored-models',
    `select configuration -> 'models' as models from tenants where location_id = $1`,
    [location],
  );
  return row?.models;
}

describe('the models of a location', () => {
  test('that set none are those of the table, and none of them is kept', async () => {
    for (const make of [
      (location: LocationId) => store.tenants.save(location, unset),
      (location: LocationId) => store.tenants.findOrCreate(location, 'Homes'),
    ]) {
      const { locationId } = newLead();
      const tenant = await make(locationId);
      expect(tenant.settings.models).toEqual({ analysis: null, reply: null });
      expect(tenant.configuration.models).toEqual(configurationAt(unset, new Date()).models);
      expect(await storedModels(locationId)).toEqual({ analysis: null, reply: null });
    }
  });

  test('stay its own where it set one, also one that is the usual one today', async () => {
    const { locationId } = newLead();
    const { models: usual } = configurationAt(unset, new Date());
    await store.tenants.save(locationId, settingsWith({ analysis: usual.analysis }));
    const tenant = await store.tenants.find(locationId);
    expect(tenant?.settings.models).toEqual({ analysis: usual.analysis, reply: null });
    expect(tenant?.configuration.models).toEqual(usual);
  });

  test('that were written into its row as the defaults of their time follow the table from now on', async () => {
    const [frozen, chosen] = [newLead().locationId, newLead().locationId];
    await store.tenants.save(
      frozen,
      settingsWith({ analysis: 'claude-haiku-5-5', reply: 'claude-sonnet-5-5' }),
    );
    await store.tenants.save(
      chosen,
      settingsWith({ analysis: 'claude-haiku-4-5', reply: 'claude-opus-5-5' }),
    );
    const file = join(__dirname, '../../store/migrations/0013_followed_models.sql');
    const [up] = readFileSync(file, 'utf8').split('-- Down Migration');
    for (const [place, statement] of (up ?? '').split(';').entries())
      if (/^update/m.test(statement)) await store.database.query(`test-follow-${place}`, statement, []);
    expect(await storedModels(frozen)).toEqual({ analysis: null, reply: null });
    expect(await storedModels(chosen)).toEqual({ analysis: 'claude-haiku-4-5', reply: 'claude-opus-5-5' });
  });
});
