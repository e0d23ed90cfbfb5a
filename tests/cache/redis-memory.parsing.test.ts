import { describe, expect, test } from '@jest/globals';
import { parseRedisMemory } from '../../cache/redis-memory';

const info = [
  '# Server',
  'redis_version:6.2.9',
  '# Memory',
  'used_memory:1048576',
  'used_memory_human:1.00M',
  'maxmemory:268435456',
  'maxmemory_policy:allkeys-lru',
  '# Stats',
  'expired_keys:5',
  'evicted_keys:9',
  '# Keyspace',
  'db0:keys=12,expires=3,avg_ttl=0',
  'db3:keys=30,expires=3,avg_ttl=0',
].join('\r\n');

describe('what Redis says of its memory', () => {
  test('is read from INFO', () => {
    expect(parseRedisMemory(info)).toEqual({
      ...{ version: '6.2.9', usedBytes: 1_048_576, limitBytes: 268_435_456, policy: 'allkeys-lru' },
      ...{ keys: 42, evictedKeys: 9, expiredKeys: 5 },
    });
  });

  test('a limit of 0 means none', () => {
    expect(parseRedisMemory(info.replace('maxmemory:268435456', 'maxmemory:0')).limitBytes).toBeNull();
  });

  test.each(['', 'nonsense', 'used_memory:many'])('what it does not tell is 0 or unknown: %j', text => {
    expect(parseRedisMemory(text)).toEqual({
      ...{ version: 'unknown', usedBytes: 0, limitBytes: null, policy: 'unknown' },
      ...{ keys: 0, evictedKeys: 0, expiredKeys: 0 },
    });
  });
});
