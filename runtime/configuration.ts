import { createPublicKey, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import { defaults } from './defaults';
import { LeadwireError } from './errors';

/** One key of `LEADWIRE_ENCRYPTION_KEYS`: 32 bytes for AES-256-GCM. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Buffer;
}

export interface Configuration {
  readonly production: boolean;
  readonly port: number;
  /** Host the API listens on: loopback in development, every interface in production. */
  readonly host: string;
  readonly dataDir: string;
  /** Undefined: use the embedded server. Processes that are not the stack always have them. */
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly temporal: {
    readonly address: string | undefined;
    readonly namespace: string;
    readonly apiKey: string | undefined;
    readonly tls: boolean;
  };
  readonly anthropic: { readonly apiKey: string | undefined; readonly baseUrl: string | undefined };
  readonly ghl: {
    readonly baseUrl: string;
    readonly clientId: string | undefined;
    readonly clientSecret: string | undefined;
    /** Trusted for `X-GHL-Signature` besides GHL's own. */
    readonly webhookPublicKeys: readonly KeyObject[];
    readonly legacySignature: boolean;
  };
  /** True where the simulators are to run: no credential and no address of the service is given. */
  readonly simulate: { readonly claude: boolean; readonly ghl: boolean };
  /** False: every answer of Claude's is asked for anew, for measuring what the caches save. */
  readonly answerCaches: boolean;
  /** A location that was never set up is made on first sight. Only with the GHL simulator. */
  readonly createTenantsOnFirstSight: boolean;
  readonly adminToken: string | undefined;
  /** Newest first; the first encrypts, all decrypt. */
  readonly encryptionKeys: readonly EncryptionKey[];
  /** Where a worker shows its metrics; undefined: it does not. The API shows its own beside the rest. */
  readonly metricsPort: number | undefined;
  /** Where the Temporal Web UI answers, if known: links and the proxy under /temporal use it. */
  readonly temporalUiUrl: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a variable; an empty one counts as unset, as in compose files. */
const text = (environment: Environment, name: string): string | undefined =>
  environment[name]?.trim() || undefined;

function invalid(name: string, cure: string): LeadwireError {
  return new LeadwireError('configuration_invalid', `${name}: ${cure}`);
}

function urlOf(environment: Environment, name: string, protocols: readonly string[]): string | undefined {
  const value = text(environment, name);
  if (value === undefined) return undefined;
  const protocol = URL.canParse(value) ? new URL(value).protocol : '';
  if (!protocols.includes(protocol))
    throw invalid(name, `set an address that begins with ${protocols.join('// or ')}//`);
  return value.replace(/\/+$/, '');
}

function switchOf(environment: Environment, name: string, unset = false): boolean {
  const value = text(environment, name)?.toLowerCase();
  if (value === undefined) return unset;
  if (['off', 'false', '0', 'no'].includes(value)) return false;
  if (['on', 'true', '1', 'yes'].includes(value)) return true;
  throw invalid(name, 'set on or off');
}

function portOf(name: string, value: string | number): number {
  const parsed = z.coerce.number().int().min(1).max(65_535).safeParse(value);
  if (!parsed.success) throw invalid(name, 'set a number from 1 to 65535');
  return parsed.data;
}

function addressOf(environment: Environment): string | undefined {
  const value = text(environment, 'TEMPORAL_ADDRESS');
  if (value === undefined) return undefined;
  const port = Number(/^(?:[^\s/:]+|\[[0-9a-f:]+\]):(\d{1,5})$/i.exec(value)?.[1] ?? 0);
  if (port < 1 || port > 65_535)
    throw invalid('TEMPORAL_ADDRESS', 'set host:port, for example 127.0.0.1:7233');
  return value;
}

/** PEM blocks, one after the other; a literal `\n` stands for a line break, as .env files have it. */
function publicKeysOf(environment: Environment): KeyObject[] {
  const value = text(environment, 'GHL_WEBHOOK_PUBLIC_KEYS');
  if (value === undefined) return [];
  const blocks = value
    .replaceAll('\\n', '\n')
    .match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g);
  if (!blocks)
    throw invalid('GHL_WEBHOOK_PUBLIC_KEYS', 'set one or more PEM blocks (-----BEGIN PUBLIC KEY-----)');
  return blocks.map(block => {
    try {
      const key = createPublicKey(block);
      if (key.asymmetricKeyType !== 'ed25519') throw new Error('not Ed25519');
      return key;
    } catch (error) {
      throw new LeadwireError(
        'configuration_invalid',
        'GHL_WEBHOOK_PUBLIC_KEYS: each PEM block must be an Ed25519 public key',
        {
          cause: error,
        },
      );
    }
  });
}

/** `id:base64,id:base64`, newest first. */
export function parseEncryptionKeys(value: string): EncryptionKey[] {
  const keys = value
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(entry => {
      const separator = entry.indexOf(':');
      const id = entry.slice(0, separator);
      const key = Buffer.from(entry.slice(separator + 1), 'base64');
      if (separator < 1 || key.length !== 32) {
        throw invalid(
          'LEADWIRE_ENCRYPTION_KEYS',
          'set id:key pairs, newest first, each key 32 bytes in base64 (openssl rand -base64 32)',
        );
      }
      return { id, key };
    });
  // With one name for two keys the older texts could not be opened any more.
  if (new Set(keys.map(({ id }) => id)).size < keys.length)
    throw invalid('LEADWIRE_ENCRYPTION_KEYS', 'give each key an id of its own');
  return keys;
}

/**
 * Reads and checks the environment once. Everything else is handed a `Configuration`.
 * @throws LeadwireError `configuration_invalid`, with one line that names the variable and the cure
 */
export function loadConfiguration(environment: Environment = process.env): Configuration {
  const production = environment['NODE_ENV'] === 'production';
  const anthropic = {
    apiKey: text(environment, 'ANTHROPIC_API_KEY'),
    baseUrl: urlOf(environment, 'ANTHROPIC_BASE_URL', ['http:', 'https:']),
  };
  if (anthropic.baseUrl !== undefined && anthropic.apiKey === undefined)
    throw invalid('ANTHROPIC_API_KEY', 'set the key for the address in ANTHROPIC_BASE_URL');
  const ghlBaseUrl = urlOf(environment, 'GHL_API_BASE_URL', ['http:', 'https:']);
  const clientId = text(environment, 'GHL_CLIENT_ID');
  const clientSecret = text(environment, 'GHL_CLIENT_SECRET');
  if (clientId !== undefined && clientSecret === undefined)
    throw invalid('GHL_CLIENT_SECRET', 'set the secret that belongs to GHL_CLIENT_ID');
  if (clientSecret !== undefined && clientId === undefined)
    throw invalid('GHL_CLIENT_ID', 'set the id that belongs to GHL_CLIENT_SECRET');
  const adminToken = text(environment, 'ADMIN_TOKEN');
  const encryptionKeys = parseEncryptionKeys(text(environment, 'LEADWIRE_ENCRYPTION_KEYS') ?? '');
  if (production && !adminToken)
    throw invalid('ADMIN_TOKEN', 'set the token of the operations API; production needs one');
  if (production && encryptionKeys.length === 0) {
    throw invalid(
      'LEADWIRE_ENCRYPTION_KEYS',
      'set id:key, the key 32 bytes in base64 (openssl rand -base64 32); production needs one',
    );
  }
  if (adminToken !== undefined && adminToken.length < 16)
    throw invalid('ADMIN_TOKEN', 'set at least 16 characters');
  const metricsPort = text(environment, 'LEADWIRE_METRICS_PORT');
  // The stack starts the simulators and tells its processes so; they themselves see addresses only.
  const toldToSimulateGhl = switchOf(environment, 'LEADWIRE_GHL_SIMULATED');
  return {
    production,
    port: portOf('PORT', text(environment, 'PORT') ?? defaults.port),
    host: text(environment, 'LEADWIRE_HOST') ?? (production ? '0.0.0.0' : '127.0.0.1'),
    dataDir: resolve(text(environment, 'LEADWIRE_DATA_DIR') ?? defaults.dataDir),
    databaseUrl: urlOf(environment, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    redisUrl: urlOf(environment, 'REDIS_URL', ['redis:', 'rediss:']),
    temporal: {
      address: addressOf(environment),
      namespace: text(environment, 'TEMPORAL_NAMESPACE') ?? defaults.temporalNamespace,
      apiKey: text(environment, 'TEMPORAL_API_KEY'),
      tls: switchOf(environment, 'TEMPORAL_TLS') || text(environment, 'TEMPORAL_API_KEY') !== undefined,
    },
    anthropic,
    ghl: {
      baseUrl: ghlBaseUrl ?? defaults.ghlBaseUrl,
      clientId,
      clientSecret,
      webhookPublicKeys: publicKeysOf(environment),
      legacySignature: switchOf(environment, 'GHL_LEGACY_SIGNATURE'),
    },
    simulate: {
      // An address never comes without a key, nor an id without its secret: that is refused above.
      claude: anthropic.apiKey === undefined,
      ghl: ghlBaseUrl === undefined && clientId === undefined,
    },
    answerCaches: switchOf(environment, 'LEADWIRE_ANSWER_CACHES', true),
    createTenantsOnFirstSight: toldToSimulateGhl && !production,
    adminToken,
    encryptionKeys,
    metricsPort: metricsPort === undefined ? undefined : portOf('LEADWIRE_METRICS_PORT', metricsPort),
    temporalUiUrl: urlOf(environment, 'LEADWIRE_TEMPORAL_UI_URL', ['http:', 'https:']),
  };
}
