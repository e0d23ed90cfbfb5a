import { cacheSuite } from './cache-suite';
import { coachingSuite } from './coaching-suite';
import { costSuite } from './cost-suite';
import { databaseSuite } from './database-suite';
import type { Suite } from './suite';
import { webhookSuite } from './webhook-suite';

/** Every suite. A new one is one entry here. */
export const suites: readonly Suite[] = [webhookSuite, cacheSuite, coachingSuite, costSuite, databaseSuite];
