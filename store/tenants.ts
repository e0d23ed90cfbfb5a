import type { LocationId } from '../domain/ids';
import { configurationAt } from '../domain/model-routes';
import type { TenantConfiguration, TenantSettings } from '../domain/tenant';
import { storedTenantConfigurationSchema, tenantConfigurationSchema } from '../domain/tenant.schema';
import { systemClock, type Clock } from '../runtime/clock';
import { openText, sealText, type Cipher } from '../runtime/encryption';
import type { Database } from './database';

export interface Tenant {
  readonly locationId: LocationId;
  /** As it was given, for showing and changing. */
  readonly settings: TenantSettings;
  /** As it holds now. */
  readonly configuration: TenantConfiguration;
  /** Grows by one with each change; part of every cache key, so that a change empties what it touches. */
  readonly version: number;
  readonly hasGhlToken: boolean;
}

interface TenantRow {
  location_id: string;
  configuration: unknown;
  version: number;
  has_token: boolean;
}

export interface TenantRepository {
  find(location: LocationId): Promise<Tenant | null>;
  /** Creates or replaces the settings; a token is kept unless a new one is given. */
  save(location: LocationId, settings: TenantSettings, ghlToken?: string): Promise<Tenant>;
  /** Makes a location with every default, unless it exists. For the simulators only. */
  findOrCreate(location: LocationId, name: string): Promise<Tenant>;
  /** The location's GHL token, opened; null when none was set. */
  ghlToken(location: LocationId): Promise<string | null>;
}

/** The stored settings are validated again on read: an older or newer version of Leadwire may have written them. */
function tenantOf(row: TenantRow, now: Date): Tenant {
  const settings = storedTenantConfigurationSchema.parse(row.configuration);
  return {
    locationId: row.location_id as LocationId,
    settings,
    configuration: configurationAt(settings, now),
    version: row.version,
    hasGhlToken: row.has_token,
  };
}

const columns = 'location_id, configuration, version, sealed_ghl_token is not null as has_token';

export function createTenantRepository(
  database: Database,
  cipher: Cipher,
  clock: Clock = systemClock,
): TenantRepository {
  const find = async (location: LocationId): Promise<Tenant | null> => {
    const [row] = await database.query<TenantRow>(
      'tenant-find',
      `select ${columns} from tenants where location_id = $1`,
      [location],
    );
    return row ? tenantOf(row, clock.now()) : null;
  };

  return {
    find,
    async save(location, settings, ghlToken) {
      const sealed = ghlToken === undefined ? null : sealText(cipher, ghlToken, location);
      const [row] = await database.query<TenantRow>(
        'tenant-save',
        `insert into tenants (location_id, configuration, sealed_ghl_token) values ($1, $2, $3)
         on conflict (location_id) do update set
           configuration = excluded.configuration,
           sealed_ghl_token = coalesce(excluded.sealed_ghl_token, tenants.sealed_ghl_token),
           version = tenants.version + 1,
           updated_at = now()
         returning ${columns}`,
        [location, JSON.stringify(settings), sealed],
      );
      if (!row) throw new Error('an upsert returned no row');
      return tenantOf(row, clock.now());
    },
    async findOrCreate(location, name) {
      const found = await find(location);
      if (found) return found;
      await database.query(
        'tenant-create',
        'insert into tenants (location_id, configuration) values ($1, $2) on conflict do nothing',
        [location, JSON.stringify(tenantConfigurationSchema.parse({ name }))],
      );
      const created = await find(location);
      if (!created) throw new Error('a location vanished while it was made');
      return created;
    },
    async ghlToken(location) {
      const [row] = await database.query<{ sealed_ghl_token: string | null }>(
        'tenant-token',
        'select sealed_ghl_token from tenants where location_id = $1',
        [location],
      );
      return row?.sealed_ghl_token ? openText(cipher, row.sealed_ghl_token, location) : null;
    },
  };
}
