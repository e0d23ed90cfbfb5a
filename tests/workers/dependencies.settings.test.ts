import { describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../runtime/configuration';
import { createCipher } from '../../runtime/encryption';
import { createLogger } from '../../runtime/logger';
import { openDependencies } from '../../workers/dependencies';

const needed = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  REDIS_URL: 'redis://127.0.0.1:1',
  ANTHROPIC_API_KEY: 'key',
};
const cipher = createCipher([{ id: 'k', key: Buffer.alloc(32, 1) }]);

describe('a process that is started by itself', () => {
  test.each(Object.keys(needed))('stops where %s is missing, with one line that names it', name => {
    const configuration = loadConfiguration({ ...needed, [name]: '' });
    const open = () => openDependencies(configuration, cipher, createLogger('test', 'silent'));
    expect(open).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
    expect(open).toThrow(new RegExp(`^${name}: .+$`));
  });
});
