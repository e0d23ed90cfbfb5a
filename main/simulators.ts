import { z } from 'zod';
import { LeadwireError, messageOf } from '../runtime/errors';
import { createLogger } from '../runtime/logger';
import { startClaudeSimulator } from '../simulator/claude-simulator';
import { startGhlSimulator } from '../simulator/ghl-simulator';
import type { RunningServer } from '../simulator/http';

/**
 * The process that runs the simulators. `LEADWIRE_SIMULATE` says which (`ghl`, `claude` or both with
 * a comma), `LEADWIRE_GHL_SIMULATOR_PORT` and `LEADWIRE_CLAUDE_SIMULATOR_PORT` where (0 or unset: a
 * free port). When they are up the parent is told `{ ready: true, ghlUrl, claudeUrl }`. It ends on
 * SIGTERM, SIGINT, or when its parent is gone.
 */
const logger = createLogger('simulators');

const port = z.coerce.number().int().min(0).max(65_535).default(0);
const environmentSchema = z.object({
  LEADWIRE_SIMULATE: z
    .string()
    .default('ghl,claude')
    .transform(text => text.split(',').map(name => name.trim()))
    .pipe(z.array(z.enum(['ghl', 'claude']))),
  LEADWIRE_GHL_SIMULATOR_PORT: port,
  LEADWIRE_CLAUDE_SIMULATOR_PORT: port,
});

async function run(): Promise<void> {
  const environment = environmentSchema.safeParse(process.env);
  if (!environment.success) {
    const name = environment.error.issues[0]?.path[0];
    throw new LeadwireError(
      'configuration_invalid',
      `${String(name)}: set ghl, claude or ghl,claude, and free ports`,
    );
  }
  const { data } = environment;
  const wants = (name: 'ghl' | 'claude'): boolean => data.LEADWIRE_SIMULATE.includes(name);
  const ghl = wants('ghl') ? await startGhlSimulator({ port: data.LEADWIRE_GHL_SIMULATOR_PORT }) : undefined;
  const claude = wants('claude')
    ? await startClaudeSimulator({ port: data.LEADWIRE_CLAUDE_SIMULATOR_PORT })
    : undefined;
  endWithParent([ghl, claude].flatMap(server => server ?? []));
  logger.info({ ghlUrl: ghl?.url, claudeUrl: claude?.url }, 'simulators are up');
  process.send?.({ ready: true, ghlUrl: ghl?.url, claudeUrl: claude?.url });
}

function endWithParent(servers: readonly RunningServer[]): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void Promise.all(servers.map(server => server.close())).finally(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('disconnect', end);
}

run().catch((error: unknown) => {
  logger.error({ error }, messageOf(error));
  process.exit(1);
});
