import type { Suite } from './suite';
import { webhookSuite } from './webhook-suite';

/** Every suite. A new one is one entry here. */
export const suites: readonly Suite[] = [webhookSuite];
