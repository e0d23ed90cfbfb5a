import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readBenchArguments } from '../../main/commands/bench';
import { commands, runCommandLine } from '../../main/commands/command-line';

let emptyFolder: string;
beforeAll(() => {
  emptyFolder = mkdtempSync(join(tmpdir(), 'leadwire-cli-'));
});
afterAll(() => rmSync(emptyFolder, { recursive: true }));

async function leadwire(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(argv, {
    environment: { LEADWIRE_DATA_DIR: emptyFolder },
    print: line => out.push(line),
    printError: line => err.push(line),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('the command line', () => {
  it.each([[[]], [['help']], [['--help']]])('lists every command with one line each (%j)', async argv => {
    const { code, out } = await leadwire(...argv);
    expect(code).toBe(0);
    for (const { name, summary } of commands)
      expect(out).toMatch(new RegExp(`^ {2}${name} +${summary.slice(0, 10)}`, 'm'));
  });

  it.each(commands.map(command => command.name))('explains %s', async name => {
    expect((await leadwire('help', name)).out).toMatch(new RegExp(`(leadwire|npm run) ${name}`));
    expect(await leadwire(name, '--help')).toEqual(await leadwire('help', name));
  });

  it('answers an unknown command with one line and exit code 2', async () => {
    const { code, out, err } = await leadwire('dance');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n')).toHaveLength(1);
    expect(err).toContain('"dance"');
  });

  it.each([
    ['send'],
    ['send', '--nonsense', 'x'],
    ['send', 'hi', '--wait', '11'],
    ['runs', '--limit', 'many'],
    ['runs', 'show'],
    ['runs', 'dance'],
    ['tenants'],
    ['tenants', 'show'],
    ['schedules', 'dance'],
    ['cache', 'dance'],
    ['cache', 'clear'],
    ['cache', '--days', '91'],
    ['cache', '--type', 'semantic'],
    ['schedules', 'trigger'],
    ['schedules', 'resume', 'x', '--reason', 'y'],
    ['warm'],
    ['warm', 'dance'],
    ['warm', 'agents', 'all'],
    ['doctor', 'dance'],
    ['demo', '--conversations', '0'],
    ['bench', 'dance'],
    ['bench', 'webhook', '--rate', 'fast'],
  ])('does not guess what was meant: %s %s', async (...argv) => {
    const { code, err } = await leadwire(...argv);
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`^leadwire ${argv[0] ?? ''}: [^\\n]+$`));
  });

  it.each([[['send', 'hi']], [['runs']], [['schedules']], [['warm', 'agents']], [['tenants', 'show', 'x']]])(
    'says npm start where no stack runs: %j',
    async argv => {
      const { code, err } = await leadwire(...argv);
      expect(code).toBe(1);
      expect(err).toContain('npm start');
    },
  );
});

describe('the arguments of bench', () => {
  it.each([
    [[], { name: undefined, json: false, rest: [] }],
    [['webhook', '--json'], { name: 'webhook', json: true, rest: [] }],
    [['--json', '--rate', '5'], { name: undefined, json: true, rest: ['--rate', '5'] }],
    [['webhook', '--rate', '5'], { name: 'webhook', json: false, rest: ['--rate', '5'] }],
  ])('are read: %j', (args, expected) => {
    expect(readBenchArguments(args)).toEqual(expected);
  });
});
