import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes, randomUUID, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Client } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { createApp } from '../../api/app';
import type { ApiDependencies } from '../../api/api-dependencies';
import { taskQueues } from '../../domain/temporal-names';
import { createSignatureVerifier } from '../../ghl/webhook-signature';
import { signWebhook } from '../../ghl/webhook-signing';
import { loadConfiguration, type Configuration } from '../../runtime/configuration';
import { createDataConverter } from '../../runtime/data-converter';
import { createCipher, type Cipher } from '../../runtime/encryption';
import { createEncryptionCodec } from '../../runtime/encryption-codec';
import { createLogger } from '../../runtime/logger';
import { startClaudeSimulator, type ClaudeSimulator } from '../../simulator/claude-simulator';
import { startGhlSimulator, type GhlSimulator } from '../../simulator/ghl-simulator';
import { createClaudeWorker, createGhlWorker, createWorkflowWorker } from '../../workers/create-workers';
import { openDependencies, type OpenDependencies } from '../../workers/dependencies';
import { installTelemetry } from '../../workers/telemetry';
import { setUpNamespace } from '../../workers/temporal-setup';

const logger = createLogger('test', process.env['LOG_LEVEL'] ?? 'silent');
// Once for a process: Temporal's runtime is shared by all its workers.
installTelemetry(logger);

export const adminToken = 'operator-token-of-the-tests';

export interface Product {
  readonly url: string;
  readonly configuration: Configuration;
  readonly cipher: Cipher;
  readonly namespace: string;
  readonly client: Client;
  readonly connection: NativeConnection;
  readonly dependencies: OpenDependencies;
  readonly ghl: GhlSimulator;
  readonly claude: ClaudeSimulator;
  readonly signingKey: KeyObject;
  /** Everything that was logged, a line each. */
  stop(): Promise<void>;
}

export interface ProductOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly createTenantsOnFirstSight?: boolean;
  /** Changes what the API is built from. */
  readonly api?: Partial<ApiDependencies>;
  /** Leave out the activity workers, to look at what waits for them. */
  readonly withoutActivityWorkers?: boolean;
}

const given = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the global set-up did not run`);
  return value;
};

/**
 * The product as it runs, in this process: API, workers and simulators, on the real Temporal, Postgres
 * and Redis of the test run. Each has a Temporal namespace of its own, so that test files side by side
 * never take each other's tasks.
 */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const [ghl, claude] = await Promise.all([
    startGhlSimulator({ latencyMs: 1 }),
    startClaudeSimulator({ latencyMs: 1 }),
  ]);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const configuration = loadConfiguration({
    DATABASE_URL: given('LEADWIRE_TEST_DATABASE_URL'),
    REDIS_URL: given('LEADWIRE_TEST_REDIS_URL'),
    TEMPORAL_ADDRESS: given('LEADWIRE_TEST_TEMPORAL_ADDRESS'),
    GHL_API_BASE_URL: ghl.url,
    ANTHROPIC_BASE_URL: claude.url,
    ANTHROPIC_API_KEY: 'key-of-the-tests',
    GHL_WEBHOOK_PUBLIC_KEYS: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    LEADWIRE_ENCRYPTION_KEYS: `tests:${randomBytes(32).toString('base64')}`,
    ADMIN_TOKEN: adminToken,
    ...((options.createTenantsOnFirstSight ?? true) ? { LEADWIRE_GHL_SIMULATED: 'on' } : {}),
    ...options.environment,
  });
  const cipher = createCipher(configuration.encryptionKeys);
  const dataConverter = createDataConverter(cipher);
  const dependencies = openDependencies(configuration, cipher, logger);
  const connection = await NativeConnection.connect({ address: configuration.temporal.address ?? '' });
  const namespace = `test-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 24 * 60 * 60 } as never,
  });
  await setUpNamespace(connection, namespace, logger);
  const client = new Client({ connection, namespace, dataConverter });

  const setup = { connection, namespace, dataConverter, dependencies };
  const workers = [await createWorkflowWorker(setup, { codePath: given('LEADWIRE_TEST_WORKFLOW_BUNDLE') })];
  if (!options.withoutActivityWorkers) {
    workers.push(await createClaudeWorker(setup), await createGhlWorker(setup));
  }
  const working = Promise.all(workers.map(worker => worker.run()));
  const app = createApp({
    store: dependencies.store,
    temporal: client,
    taskQueue: taskQueues.workflows,
    announcements: dependencies.announcements,
    cache: dependencies.cache,
    flows: dependencies.flows,
    answerCaches: dependencies.answerCaches,
    cacheServer: dependencies.cacheServer,
    metrics: dependencies.metrics,
    verifySignature: createSignatureVerifier({
      publicKeys: configuration.ghl.webhookPublicKeys,
      legacyRsa: configuration.ghl.legacySignature,
    }),
    codec: createEncryptionCodec(cipher),
    clock: dependencies.clock,
    logger,
    adminToken,
    temporalNamespace: namespace,
    temporalUiUrl: undefined,
    checks: { postgres: () => dependencies.store.database.ping() },
    isDraining: () => false,
    ...options.api,
  });
  const server = await listen(app);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    configuration,
    cipher,
    namespace,
    client,
    connection,
    dependencies,
    ghl,
    claude,
    signingKey: privateKey,
    stop: () => stopAll(server, workers, working, { connection, dependencies, ghl, claude }),
  };
}

const listen = (app: ReturnType<typeof createApp>): Promise<Server> =>
  new Promise(resolve => {
    const server = createServer(app).listen(0, '127.0.0.1', () => resolve(server));
  });

async function stopAll(
  server: Server,
  workers: readonly Worker[],
  working: Promise<unknown>,
  parts: Pick<Product, 'connection' | 'dependencies' | 'ghl' | 'claude'>,
): Promise<void> {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  for (const worker of workers) worker.shutdown();
  await working;
  await parts.connection.close();
  await parts.dependencies.close();
  await Promise.all([parts.ghl.close(), parts.claude.close()]);
}

/** The body of an inbound text message as GHL delivers it live; any field can be set otherwise. */
export function inboundMessage(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'InboundMessage',
    locationId: `location-${randomUUID()}`,
    contactId: `contact-${randomUUID()}`,
    conversationId: `conversation-${randomUUID()}`,
    messageId: `message-${randomUUID()}`,
    webhookId: `webhook-${randomUUID()}`,
    body: 'Hi, I am looking for a 2 bedroom in Fremont',
    direction: 'inbound',
    messageType: 'SMS',
    contentType: 'text/plain',
    status: 'delivered',
    attachments: [],
    dateAdded: new Date().toISOString(),
    timestamp: new Date().toISOString(),
    ...fields,
  };
}

export interface WebhookAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly success?: boolean;
    readonly message?: string | null;
    readonly actions?: readonly { readonly type: string }[];
    readonly workflowId?: string;
    readonly duplicate?: boolean;
    readonly error?: { readonly code: string; readonly message: string };
  };
}

/** Signs a body with the product's trusted key and posts it. */
export async function postWebhook(
  { url, signingKey }: Pick<Product, 'url' | 'signingKey'>,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<WebhookAnswer> {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const response = await fetch(`${url}/webhooks/ghl`, {
    method: 'POST',
    body: raw,
    headers: {
      'content-type': 'application/json',
      'x-ghl-signature': signWebhook(raw, signingKey),
      ...headers,
    },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as WebhookAnswer['body'],
  };
}

/** Calls an operation of /v1 as the operator. */
export async function operate(
  { url }: Pick<Product, 'url'>,
  path: string,
  init: RequestInit & { readonly json?: unknown } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json', ...init.headers },
    ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Waits until `look` gives something, for half a minute at the most. */
export async function eventually<T>(
  look: () => Promise<T | null | undefined | false>,
  what: string,
): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`it never happened: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** Waits until the run of a workflow has ended and gives its row. */
export const endOf = (product: Product, workflowId: string | undefined) =>
  eventually(async () => {
    const run = await product.dependencies.store.runs.findByWorkflow(workflowId ?? '');
    return run?.endedAt ? run : null;
  }, `the end of ${workflowId}`);
