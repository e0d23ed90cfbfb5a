import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { buildWorkflowBundle } from '../workers/workflow-bundle';

/** The last step of `npm run build`: what `tsc` does not copy, and the bundle of the workflows. */
async function buildAssets(): Promise<void> {
  const source = join(__dirname, '..', '..');
  const built = join(__dirname, '..');
  for (const folder of ['store/migrations', 'simulator/openapi', 'main/demo', 'eval/data']) {
    await cp(join(source, folder), join(built, folder), { recursive: true });
  }
  await buildWorkflowBundle();
}

buildAssets().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
