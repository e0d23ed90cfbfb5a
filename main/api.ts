import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../api/app';
import { taskQueues } from '../domain/temporal-names';
import { createSignatureVerifier } from '../ghl/webhook-signature';
import { loadConfiguration } from '../runtime/configuration';
import { createDataConverter } from '../runtime/data-converter';
import { createCipher } from '../runtime/encryption';
import { createEncryptionCodec } from '../runtime/encryption-codec';
import { LeadwireError } from '../runtime/errors';
import { createLogger } from '../runtime/logger';
import { migrate } from '../store/migrate';
import { createWorkflowWorker } from '../workers/create-workers';
import { openDependencies } from '../workers/dependencies';
import { installTelemetry } from '../workers/telemetry';
import { connectTemporal } from '../workers/temporal-connection';
import { setUpSchedules } from '../workers/schedules';
import { setUpNamespace } from '../workers/temporal-setup';
import { workflowBundle } from '../workers/workflow-bundle';
import { announceReady, onShutdown, runMain } from './child-process';

/**
 * The process that receives webhooks. It also runs a workflow worker, so that the first workflow
 * task of a run starts here at once, without a round trip through the server.
 */
const logger = createLogger('api');

runMain(logger, async () => {
  const configuration = loadConfiguration();
  const { adminToken, databaseUrl } = configuration;
  if (adminToken === undefined)
    throw new LeadwireError('configuration_invalid', 'ADMIN_TOKEN: set the token of the operations API');
  if (databaseUrl === undefined)
    throw new LeadwireError('configuration_invalid', 'DATABASE_URL: set the address of Postgres');
  installTelemetry(logger);
  const cipher = createCipher(configuration.encryptionKeys);
  const dataConverter = createDataConverter(cipher);
  await migrate(databaseUrl, logger);
  const dependencies = openDependencies(configuration, cipher, logger);
  const { connection, client } = await connectTemporal(configuration, dataConverter);
  const { namespace } = configuration.temporal;
  await setUpNamespace(connection, namespace, logger);
  await setUpSchedules(client);

  const setup = { connection, namespace, dataConverter, dependencies };
  const worker = await createWorkflowWorker(setup, await workflowBundle(logger));
  const working = worker.run();

  let draining = false;
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
    temporalUiUrl: configuration.temporalUiUrl,
    checks: {
      postgres: () => dependencies.store.database.ping(),
      redis: async () => {
        if (!(await dependencies.pingRedis())) throw new Error('no answer');
      },
      temporal: () => connection.workflowService.getSystemInfo({}),
    },
    isDraining: () => draining,
  });
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(configuration.port, configuration.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  logger.info({ port }, 'taking webhooks');
  announceReady({ url: `http://127.0.0.1:${port}` });

  onShutdown(logger, async () => {
    draining = true;
    await new Promise(resolve => {
      server.close(resolve);
      server.closeIdleConnections();
    });
    worker.shutdown();
    await working;
    await connection.close();
    await dependencies.close();
  });
  await working;
});
