import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { answerErrors } from '../../api/errors';
import { errorCatalogue, LeadwireError, type ErrorCode } from '../../runtime/errors';
import { createLogger } from '../../runtime/logger';
import { codeIn, tableRows } from './tables';

const rows = tableRows('docs/errors.md').map(([code = '', http = '', meaning = '', cure = '']) => ({
  code: codeIn(code)[0] ?? '',
  http,
  meaning,
  cure,
}));

const isCode = (text: string): text is ErrorCode => text in errorCatalogue;

let server: Server;
let url: string;

/** An API that fails with the code that its path names. */
beforeAll(async () => {
  const app = express();
  app.get('/:code', ({ params: { code } }) => {
    throw isCode(code) ? new LeadwireError(code, 'a test') : new Error(`there is no code ${code}`);
  });
  app.use(answerErrors(createLogger('test', 'silent')));
  server = createServer(app);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise(resolve => server.close(resolve)));

describe('docs/errors.md', () => {
  test('lists every code of the catalogue, in its order and its words, and no other', () => {
    expect(rows.map(({ code, meaning }) => [code, meaning])).toEqual(Object.entries(errorCatalogue));
  });

  test('says for each what to do', () => {
    for (const { cure } of rows) expect(cure).not.toBe('');
  });

  test('names the status that the API answers with', async () => {
    for (const { code, http } of rows) {
      const { status } = await fetch(`${url}/${code}`);
      // No status of its own: it is not meant to reach a caller, and would be a fault of ours.
      expect([code, status]).toEqual([code, http === '–' ? 500 : Number(http)]);
    }
  });
});
