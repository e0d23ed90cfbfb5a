import type { TestServers } from './test-servers';

declare global {
  var leadwireTestServers: TestServers | undefined;
}

/** After all tests: ends the servers of this run and removes their folder. */
async function tearDown(): Promise<void> {
  await globalThis.leadwireTestServers?.stop();
}

module.exports = tearDown;
