import type { Configuration } from '../runtime/configuration';
import type { DevelopmentSecrets } from './development-secrets';
import type { Environment } from './run-command';
import type { Servers } from './start-servers';

/** Where the simulators that were started answer. */
export interface SimulatorUrls {
  readonly ghlUrl?: string | undefined;
  readonly claudeUrl?: string | undefined;
}

export interface EnvironmentParts {
  /** What the person set; all of it is passed on. */
  readonly given: Environment;
  readonly configuration: Configuration;
  readonly port: number;
  readonly servers: Pick<Servers, 'databaseUrl' | 'redisUrl' | 'temporalAddress' | 'temporalUiUrl'>;
  /** Undefined in production, where nothing is made up. */
  readonly secrets: DevelopmentSecrets | undefined;
  readonly simulators: SimulatorUrls;
}

/** The environment of the API and the workers: what was given, and what the stack found out. */
export function processEnvironment(parts: EnvironmentParts): Record<string, string | undefined> {
  const { given, configuration, servers, secrets, simulators } = parts;
  return {
    ...given,
    DATABASE_URL: servers.databaseUrl,
    REDIS_URL: servers.redisUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    TEMPORAL_NAMESPACE: configuration.temporal.namespace,
    LEADWIRE_TEMPORAL_UI_URL: servers.temporalUiUrl ?? configuration.temporalUiUrl,
    LEADWIRE_DATA_DIR: configuration.dataDir,
    PORT: String(parts.port),
    ADMIN_TOKEN: configuration.adminToken ?? secrets?.adminToken,
    // Behind the keys that were given: what was written with the generated one stays readable.
    LEADWIRE_ENCRYPTION_KEYS: joined(given['LEADWIRE_ENCRYPTION_KEYS'], secrets?.encryptionKeys, ','),
    GHL_WEBHOOK_PUBLIC_KEYS: joined(given['GHL_WEBHOOK_PUBLIC_KEYS'], secrets?.webhookPublicKey, '\n'),
    ...(simulators.claudeUrl && { ANTHROPIC_BASE_URL: simulators.claudeUrl, ANTHROPIC_API_KEY: 'simulated' }),
    ...(simulators.ghlUrl && { GHL_API_BASE_URL: simulators.ghlUrl, LEADWIRE_GHL_SIMULATED: 'on' }),
  };
}

function joined(first: string | undefined, second: string | undefined, by: string): string | undefined {
  return [first?.trim(), second?.trim()].filter(Boolean).join(by) || undefined;
}
