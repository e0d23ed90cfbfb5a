import { z } from 'zod';
import { locationId } from '../domain/ids';
import { tenantConfigurationSchema, tenantUpdateSchema } from '../domain/tenant.schema';
import { LeadwireError } from '../runtime/errors';
import type { Tenant } from '../store/tenants';
import { operation } from './operation';

const path = z.object({ locationId: z.string().min(1).max(200) });

const tenantView = z.object({
  locationId: z.string(),
  configuration: tenantConfigurationSchema,
  models: z
    .object({ analysis: z.string(), reply: z.string() })
    .describe("the models in use: the location's own, and Leadwire's choice of the day where it set none"),
  version: z.number().int().describe('grows by one with each change'),
  hasGhlToken: z.boolean().describe('the token itself is never shown'),
});

const viewOf = ({
  locationId: id,
  settings,
  configuration,
  version,
  hasGhlToken,
}: Tenant): z.infer<typeof tenantView> => ({
  locationId: id,
  configuration: tenantConfigurationSchema.parse(settings),
  models: configuration.models,
  version,
  hasGhlToken,
});

export const putTenant = operation({
  method: 'put',
  path: '/v1/tenants/{locationId}',
  summary:
    'Sets a location up, or replaces its settings. {"name", "ghlToken"} is enough; the token is kept when left out.',
  parameters: path,
  query: z.object({}),
  body: tenantUpdateSchema,
  result: tenantView,
  async handle({ parameters, body }, { store }) {
    const { ghlToken, ...given } = body;
    const settings = tenantConfigurationSchema.parse(given);
    return viewOf(await store.tenants.save(locationId(parameters.locationId), settings, ghlToken));
  },
});

export const getTenant = operation({
  method: 'get',
  path: '/v1/tenants/{locationId}',
  summary: "A location's settings.",
  parameters: path,
  query: z.object({}),
  result: tenantView,
  async handle({ parameters }, { store }) {
    const tenant = await store.tenants.find(locationId(parameters.locationId));
    if (!tenant) throw new LeadwireError('not_found', `Location ${parameters.locationId} was never set up`);
    return viewOf(tenant);
  },
});
