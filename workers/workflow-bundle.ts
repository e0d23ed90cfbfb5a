import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from '../runtime/logger';

const builtBundle = join(__dirname, 'workflows.bundle.js');

/** The code of all workflows in one text, as Temporal's sandbox wants it. */
export async function bundleWorkflows(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    logger: new DefaultLogger('WARN'),
    workflowsPath: require.resolve('../workflows/workflows'),
    failureConverterPath: require.resolve('../runtime/failure-converter'),
  });
  return code;
}

/** Bundles once, at build time, so that a process starts in a second and not in ten. */
export async function buildWorkflowBundle(): Promise<void> {
  await writeFile(builtBundle, await bundleWorkflows());
}

/** The bundle of the build, or one made now when running from source. */
export async function workflowBundle(logger: Logger): Promise<WorkflowBundleOption> {
  if (existsSync(builtBundle)) return { codePath: builtBundle };
  logger.info('bundling the workflows');
  return { code: await bundleWorkflows() };
}
