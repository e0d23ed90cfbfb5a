import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** The top of the repository. */
export const top = join(__dirname, '..', '..');

export const readTop = (path: string): string => readFileSync(join(top, path), 'utf8');

const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  restart: z.string().optional(),
  init: z.boolean().optional(),
  stop_grace_period: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
});
export type Service = z.infer<typeof service>;

const composeFile = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
});

/** docker-compose.yml, its anchors merged and its `${…}` as they are written. */
export function readCompose(): z.infer<typeof composeFile> {
  return composeFile.parse(parse(readTop('docker-compose.yml'), { merge: true }));
}

/** @throws when there is no such service */
export function serviceOf(name: string): Service {
  const found = readCompose().services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

/** Instructions of the Dockerfile, one each, with continued lines joined and comments left out. */
export function readDockerfile(): { readonly instruction: string; readonly value: string }[] {
  return readTop('Dockerfile')
    .split('\n')
    .filter(line => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap(line => {
      const [, instruction, value] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      return instruction && value ? [{ instruction, value }] : [];
    });
}

/** Every source file of these folders, joined. */
export function sourceOf(folders: readonly string[]): string {
  return folders
    .flatMap(folder =>
      readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })
        .filter(path => /\.(ts|mjs)$/.test(path))
        .map(path => readTop(join(folder, path))),
    )
    .join('\n');
}
