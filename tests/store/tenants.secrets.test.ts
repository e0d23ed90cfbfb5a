import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tenantConfigurationSchema } from '../../domain/tenant.schema';
import { createCipher } from '../../runtime/encryption';
import type { Store } from '../../store/store';
import { newLead, openTestStore } from './open-test-store';

let store: Store;
beforeAll(() => {
  store = openTestStore();
});
afterAll(() => store.close());

const token = 'pit-01234567-very-secret';
const homes = tenantConfigurationSchema.parse({ name: 'Homes' });
const newLocation = () => newLead().locationId;

async function sealedToken(location: string): Promise<string> {
  const [row] = await store.database.query<{ sealed_ghl_token: string }>(
    'test-sealed-token',
    'select sealed_ghl_token from tenants where location_id = $1',
    [location],
  );
  return row?.sealed_ghl_token ?? '';
}

describe('a GHL token', () => {
  test('is nowhere in the row as it was given, and comes back as it was given', async () => {
    const location = newLocation();
    await store.tenants.save(location, homes, token);
    const [row] = await store.database.query<{ everything: string }>(
      'test-tenant-row',
      'select tenants::text as everything from tenants where location_id = $1',
      [location],
    );
    for (const form of [
      token,
      Buffer.from(token).toString('base64').replace(/=+$/, ''),
      Buffer.from(token).toString('hex'),
    ]) {
      expect(row?.everything).not.toContain(form);
    }
    expect(await store.tenants.ghlToken(location)).toBe(token);
  });

  test('is sealed differently each time, so that equal tokens do not show', async () => {
    const [one, other] = [newLocation(), newLocation()];
    await store.tenants.save(one, homes, token);
    await store.tenants.save(other, homes, token);
    expect(await sealedToken(one)).not.toBe(await sealedToken(other));
  });

  test('cannot be moved to another location', async () => {
    const [one, other] = [newLocation(), newLocation()];
    await store.tenants.save(one, homes, token);
    await store.tenants.save(other, homes, 'its own');
    await store.database.query(
      'test-move-token',
      'update tenants set sealed_ghl_token = $2 where location_id = $1',
      [other, await sealedToken(one)],
    );
    await expect(store.tenants.ghlToken(other)).rejects.toMatchObject({ code: 'decryption_failed' });
  });

  test('opens with the new key in front of the old one, and not without the old one', async () => {
    const location = newLocation();
    await store.tenants.save(location, homes, token);
    const old = { id: 'tests', key: Buffer.alloc(32, 7) };
    const next = { id: 'next', key: Buffer.alloc(32, 8) };
    for (const [keys, opens] of [
      [[next, old], true],
      [[next], false],
    ] as const) {
      const other = openTestStore(createCipher(keys));
      const opened = other.tenants.ghlToken(location);
      await (opens
        ? expect(opened).resolves.toBe(token)
        : expect(opened).rejects.toMatchObject({
            code: 'decryption_failed',
            message: expect.stringContaining('tests') as unknown,
          }));
      await other.close();
    }
  });
});

describe('a location', () => {
  test('made on first sight by many at once is made once', async () => {
    const location = newLocation();
    const made = await Promise.all(
      Array.from({ length: 10 }, () => store.tenants.findOrCreate(location, 'Demo')),
    );
    expect(made.every(tenant => tenant.version === 1 && !tenant.hasGhlToken)).toBe(true);
    expect(await store.tenants.ghlToken(location)).toBeNull();
  });

  test('that was set up is not changed by being seen', async () => {
    const location = newLocation();
    await store.tenants.save(location, homes, token);
    expect(await store.tenants.findOrCreate(location, 'Demo')).toMatchObject({
      version: 1,
      hasGhlToken: true,
      configuration: { name: 'Homes' },
    });
  });

  test('changed by many at once has a version for each change', async () => {
    const location = newLocation();
    await Promise.all(Array.from({ length: 10 }, () => store.tenants.save(location, homes)));
    expect((await store.tenants.find(location))?.version).toBe(10);
  });

  test('stored by a newer Leadwire can be read, without what is not known here', async () => {
    const location = newLocation();
    const newer = { ...homes, weekend: true, voice: { ...homes.voice, pace: 'slow' } };
    await store.database.query(
      'test-new-tenant',
      'insert into tenants (location_id, configuration) values ($1, $2)',
      [location, JSON.stringify(newer)],
    );
    expect((await store.tenants.find(location))?.settings).toEqual(homes);
  });

  test('stored by an older Leadwire gets today’s defaults for what it did not know', async () => {
    const location = newLocation();
    await store.database.query(
      'test-old-tenant',
      `insert into tenants (location_id, configuration) values ($1, '{"name": "Old"}')`,
      [location],
    );
    expect((await store.tenants.find(location))?.settings).toEqual(
      tenantConfigurationSchema.parse({ name: 'Old' }),
    );
  });
});
