import { configurationAt } from '../domain/model-routes';
import type { TenantConfiguration } from '../domain/tenant';
import { tenantConfigurationSchema } from '../domain/tenant.schema';
import { systemClock } from '../runtime/clock';

const settings = tenantConfigurationSchema.parse({
  name: 'Harbor Lane Realty',
  voice: {
    tone: 'warm, short, professional',
    facts: [
      'The office is open Monday to Saturday.',
      'We help people who buy, sell or rent.',
      'A first talk about selling is free.',
    ],
    links: ['https://harborlane.example/book'],
  },
});

/** The office that all conversations are played at: some facts and a link, everything else by default. */
export const evaluationTenant: TenantConfiguration = configurationAt(settings, systemClock.now());
