import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { DataFolder } from './data-folder';
import { spawnServer } from './spawn-server';

export interface TemporalPorts {
  readonly temporal: number;
  readonly temporalUi: number;
  readonly temporalHttp: number;
  readonly temporalMetrics: number;
}

export interface TemporalSettings {
  readonly namespace: string;
  readonly ports: TemporalPorts;
  /** Where the Web UI has payloads decrypted. Undefined: no Web UI. */
  readonly codecEndpoint: string | undefined;
  /**
   * Namespaces with search attributes of their own will be made while it runs. Otherwise the server need
   * not read them again for each record it writes, as the development server does by default.
   */
  readonly newNamespaces: boolean;
}

/** The path under which the Web UI answers, also behind the API, so that the operator's session holds. */
export const temporalUiPath = '/temporal';

const searchAttributes = ['LocationId', 'ContactId', 'EventType', 'ReplySource', 'LeadTemperature'];

/**
 * The development server takes up a task in the next of its slots, by default 20 a second; each
 * hand-off would wait up to 50 ms. Fairness between tenants has to be switched on as well.
 */
const dynamicConfiguration = [
  // One machine, one partition: with the default of four, polls and tasks are passed on from one to another.
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'history.transferProcessorMaxPollRPS=5000',
  'history.timerProcessorMaxPollRPS=5000',
  'history.visibilityProcessorMaxPollRPS=5000',
  'matching.enableFairness=true',
];

/**
 * A write-ahead log without a sync at each commit doubles the throughput. A crash of the process
 * loses nothing; a power cut may lose the last moments, but never leaves the file unreadable.
 */
const sqlitePragmas = ['journal_mode=WAL', 'synchronous=NORMAL'];

/** Starts the Temporal development server on 127.0.0.1, its state in a file in `temporal/`. */
export function spawnTemporal(program: string, folder: DataFolder, settings: TemporalSettings): ChildProcess {
  const { ports } = settings;
  return spawnServer({
    name: 'temporal',
    file: program,
    logsFolder: folder.logs,
    args: [
      ...['server', 'start-dev', '--db-filename', join(folder.temporal, 'temporal.db')],
      ...['--ip', '127.0.0.1', '--port', String(ports.temporal)],
      ...['--http-port', String(ports.temporalHttp), '--metrics-port', String(ports.temporalMetrics)],
      ...['--namespace', settings.namespace, '--log-level', 'warn'],
      ...each('--sqlite-pragma', sqlitePragmas),
      ...each('--dynamic-config-value', [
        ...dynamicConfiguration,
        `system.forceSearchAttributesCacheRefreshOnRead=${settings.newNamespaces}`,
      ]),
      ...each(
        '--search-attribute',
        searchAttributes.map(name => `${name}=Keyword`),
      ),
      ...webUi(settings),
    ],
  });
}

function webUi({ codecEndpoint, ports }: TemporalSettings): string[] {
  if (codecEndpoint === undefined) return ['--headless'];
  const settings = ['--ui-port', String(ports.temporalUi), '--ui-public-path', temporalUiPath];
  return [...settings, '--ui-codec-endpoint', codecEndpoint, '--ui-disable-news-fetch'];
}

function each(flag: string, values: readonly string[]): string[] {
  return values.flatMap(value => [flag, value]);
}
