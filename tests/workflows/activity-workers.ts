import type { ActivityDependencies } from '../../activities/dependencies';
import { createClaude } from '../../claude/claude-client';
import { locationId } from '../../domain/ids';
import { createGhlClient } from '../../ghl/ghl-client';
import { createDataConverter } from '../../runtime/data-converter';
import { createLogger } from '../../runtime/logger';
import { createClaudeWorker, createGhlWorker } from '../../workers/create-workers';
import type { Product } from '../support/product';

const logger = createLogger('test', 'silent');

/** Clients that give up after a second, so that nobody has to wait half a minute for a server that hangs. */
export const impatientClients = ({
  configuration,
  dependencies,
}: Product): Pick<ActivityDependencies, 'claude' | 'ghl'> => ({
  claude: createClaude({
    apiKey: configuration.anthropic.apiKey ?? '',
    baseUrl: configuration.anthropic.baseUrl,
    timeoutMs: 1_000,
    logger,
  }),
  ghl: createGhlClient({
    baseUrl: configuration.ghl.baseUrl,
    timeoutMs: 1_000,
    tokenFor: async location =>
      (await dependencies.store.tenants.ghlToken(locationId(location))) ?? `simulated-${location}`,
    logger,
  }),
});

/**
 * Workers for Claude and GHL beside a product that was started without, built from its own parts but
 * for those that are given. @returns ends them
 */
export async function startActivityWorkers(
  product: Product,
  parts: Partial<ActivityDependencies>,
): Promise<() => Promise<void>> {
  const setup = {
    connection: product.connection,
    namespace: product.namespace,
    dataConverter: createDataConverter(product.cipher),
    dependencies: { ...product.dependencies, ...parts },
  };
  const workers = [await createClaudeWorker(setup), await createGhlWorker(setup)];
  const working = Promise.all(workers.map(worker => worker.run()));
  return async () => {
    for (const worker of workers) worker.shutdown();
    await working;
  };
}
