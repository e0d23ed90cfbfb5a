import { loadConfiguration } from '../runtime/configuration';
import { createDataConverter } from '../runtime/data-converter';
import { createCipher } from '../runtime/encryption';
import { LeadwireError } from '../runtime/errors';
import { createLogger } from '../runtime/logger';
import { migrate } from '../store/migrate';
import { createClaudeWorker, createGhlWorker, createWorkflowWorker } from '../workers/create-workers';
import { openDependencies } from '../workers/dependencies';
import { startMetricsServer } from '../workers/metrics-server';
import { installTelemetry } from '../workers/telemetry';
import { connectTemporal } from '../workers/temporal-connection';
import { workflowBundle } from '../workers/workflow-bundle';
import { announceReady, onShutdown, runMain } from './child-process';

/** A worker process: workflows, Claude and GHL, each on its own task queue. Run as many as are needed. */
const logger = createLogger('worker');

runMain(logger, async () => {
  const configuration = loadConfiguration();
  const { databaseUrl } = configuration;
  if (databaseUrl === undefined)
    throw new LeadwireError('configuration_invalid', 'DATABASE_URL: set the address of Postgres');
  installTelemetry(logger);
  const cipher = createCipher(configuration.encryptionKeys);
  const dataConverter = createDataConverter(cipher);
  await migrate(databaseUrl, logger);
  const dependencies = openDependencies(configuration, cipher, logger);
  const { connection } = await connectTemporal(configuration, dataConverter);

  const setup = { connection, namespace: configuration.temporal.namespace, dataConverter, dependencies };
  const workers = await Promise.all([
    createWorkflowWorker(setup, await workflowBundle(logger)),
    createClaudeWorker(setup),
    createGhlWorker(setup),
  ]);
  const { host, metricsPort } = configuration;
  const metrics =
    metricsPort === undefined
      ? undefined
      : await startMetricsServer(dependencies.metrics, { host, port: metricsPort }, logger);
  const working = Promise.all(workers.map(worker => worker.run()));
  logger.info('working');
  announceReady();

  onShutdown(logger, async () => {
    for (const worker of workers) worker.shutdown();
    await working;
    await metrics?.close();
    await connection.close();
    await dependencies.close();
  });
  await working;
});
