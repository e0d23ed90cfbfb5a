import { describe, expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { createLogger } from '../../runtime/logger';

/** What a logger writes, as text: standard output is where it goes in truth. */
function written(log: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  log(createLogger('test', 'info', sink));
  return lines.join('');
}

const secrets = ['token', 'authorization', 'body', 'phone', 'email', 'text'];

describe('a line of the log', () => {
  test('is JSON with its component, level, time and message', () => {
    const line = JSON.parse(written(logger => logger.info({ workflowId: 'webhook/a/b' }, 'hello'))) as object;
    expect(line).toMatchObject({ component: 'test', level: 30, workflowId: 'webhook/a/b', msg: 'hello' });
    expect(line).toHaveProperty('time');
  });

  test.each(secrets)('never shows a field named %s, wherever it stands', name => {
    const line = written(logger => {
      logger.info({ [name]: 'SECRET' }, 'at the top');
      logger.info({ request: { [name]: 'SECRET' } }, 'one level down');
      logger.info({ request: { headers: { [name]: 'SECRET' } } }, 'two levels down');
    });
    expect(line).not.toContain('SECRET');
    expect(line.match(/\[hidden\]/g)).toHaveLength(3);
  });

  test('shows an error with its code, but not what Postgres adds to it of the row', () => {
    const error = Object.assign(new Error('invalid input'), {
      code: '22P05',
      detail: 'SECRET',
      where: 'JSON data, line 1: SECRET',
    });
    const line = written(logger => logger.error({ error }, 'a statement failed'));
    expect(line).toContain('invalid input');
    expect(line).toContain('22P05');
    expect(line).not.toContain('SECRET');
  });

  test('below the level is not written', () => {
    expect(written(logger => logger.debug('quiet'))).toBe('');
  });
});
