import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { writeResults } from '../../bench/result-files';
import { webhookLines, webhookMarkdown, type WebhookFigures } from '../../bench/webhook-report';
import { faultsOf, readWebhookOptions } from '../../bench/webhook-suite';

const times = { p50: 10, p95: 20.5, p99: 30 };
const phase = {
  ...{ ack: times, reply: times, sent: 100, answered: 100, refused: 0, missing: 0, duplicates: 0 },
  ...{ generatorLagMs: 1, sources: { cache: 100 } },
};
const figures: WebhookFigures = {
  suite: 'webhook',
  conditions: {
    ...{ rate: 5, seconds: 20, locations: 50, claudeMs: 100, ghlMs: null, cores: 2, cpu: 'a CPU' },
    ...{ node: '20.19.0', platform: 'linux x64', stack: 'own', measuredAt: '2026-01-02T03:04:05.000Z' },
  },
  cold: phase,
  warm: phase,
  sequential: phase,
  floor: { ...times, start: times, sent: 100, answered: 100 },
};

describe('the options of the webhook benchmark', () => {
  it('are 5 a second for 20 seconds over 50 locations unless told otherwise', () => {
    expect(readWebhookOptions([])).toMatchObject({ rate: 5, seconds: 20, locations: 50, claudeMs: 100 });
  });

  it('take what is given', () => {
    const args = ['--rate', '10', '--seconds', '30', '--locations=12', '--claude-ms', '0'];
    expect(readWebhookOptions(args)).toMatchObject({ rate: 10, seconds: 30, locations: 12, claudeMs: 0 });
  });

  it('leave the latencies of a running stack alone unless they are given', () => {
    const args = ['--url', 'http://127.0.0.1:3000/', '--ghl-ms', '5'];
    expect(readWebhookOptions(args)).toMatchObject({
      url: 'http://127.0.0.1:3000',
      claudeMs: null,
      ghlMs: 5,
    });
  });

  it.each([['--rate', '0'], ['--rate', 'fast'], ['--seconds', '99999'], ['--locations', '0'], ['--what']])(
    'refuse %s %s',
    (...args) => {
      expect(() => readWebhookOptions(args)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    },
  );

  it('bound the number of messages, not the rate and the time alone', () => {
    expect(() => readWebhookOptions(['--rate', '200', '--seconds', '600'])).toThrow('--seconds');
  });
});

describe('the report of the webhook benchmark', () => {
  it('has a row for each phase', () => {
    const text = webhookLines(figures).join('\n');
    for (const name of ['warm', 'cold', 'sequential', 'floor'])
      expect(text).toMatch(new RegExp(`^${name} `, 'm'));
    expect(text).toContain('20.5');
  });

  it('is a Markdown table with as many cells in each row', () => {
    const rows = webhookMarkdown(figures)
      .split('\n')
      .filter(line => line.startsWith('|'));
    expect(rows).toHaveLength(6);
    expect(new Set(rows.map(row => row.split('|').length)).size).toBe(1);
  });

  it('calls lost, doubled and refused messages faults', () => {
    expect(faultsOf(figures)).toEqual([]);
    const bad = { cold: { ...phase, missing: 1, refused: 3 }, warm: { ...phase, duplicates: 2 } };
    expect(faultsOf(bad)).toHaveLength(3);
  });

  it('is written as JSON and Markdown, in a folder that is made if need be', async () => {
    const root = mkdtempSync(join(tmpdir(), 'leadwire-results-'));
    try {
      const paths = await writeResults(
        { json: { ...figures }, markdown: '# x\n' },
        join(root, 'new', 'results'),
      );
      expect(paths.map(path => path.slice(root.length))).toEqual([
        '/new/results/webhook.json',
        '/new/results/webhook.md',
      ]);
      expect(JSON.parse(readFileSync(paths[0] ?? '', 'utf8'))).toEqual(figures);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
