import { spawn, type ChildProcess } from 'node:child_process';
import { createPrivateKey, randomInt, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { signWebhook } from '../../ghl/webhook-signing';
import { loadConfiguration } from '../../runtime/configuration';
import { createDataConverter } from '../../runtime/data-converter';
import { createCipher } from '../../runtime/encryption';
import { dataFolderAt, type DataFolder } from '../../stack/data-folder';
import { secretFiles } from '../../stack/development-secrets';
import { isPortFree } from '../../stack/free-ports';
import { ProcessFile } from '../../stack/process-file';
import { isRunning, processIdentity, sendSignal } from '../../stack/process-identity';
import { until } from '../stack/until';
import { inboundMessage, type WebhookAnswer } from '../support/product';

const stackScript = join(__dirname, '..', '..', 'dist', 'main', 'stack.js');
const startLimitMs = 120_000;

/** Variables of this process that would change what is started. */
const unset = [
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_BASE_URL',
  'GHL_API_BASE_URL',
  'GHL_CLIENT_ID',
  'GHL_CLIENT_SECRET',
  'GHL_WEBHOOK_PUBLIC_KEYS',
  'DATABASE_URL',
  'REDIS_URL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'ADMIN_TOKEN',
  'LEADWIRE_ENCRYPTION_KEYS',
  'LOG_LEVEL',
  'NODE_ENV',
  'NODE_OPTIONS',
];

export type Environment = Readonly<Record<string, string>>;

/** What `npm start` starts, in a process of its own, with a data folder of its own. */
export class RunningStack {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'leadwire-e2e-'));
  readonly folder: DataFolder = dataFolderAt(this.dataDir);
  private child: ChildProcess | undefined;
  private ended: Promise<number | null> = Promise.resolve(null);
  private text = '';
  private port = 0;

  constructor(private readonly environment: Environment = {}) {}

  /** Starts it, also again after an end, and waits for its box. */
  async start(): Promise<void> {
    this.port ||= await freePort();
    this.text = '';
    const child = spawn(
      process.execPath,
      ['-e', `require(${JSON.stringify(stackScript)}).runStack().then(code => process.exit(code))`],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          ...Object.fromEntries(unset.map(name => [name, undefined])),
          ...this.environment,
          PORT: String(this.port),
          LEADWIRE_DATA_DIR: this.dataDir,
        },
      },
    );
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (this.text += data.toString()));
    let over = false;
    this.ended = new Promise(resolve =>
      child.once('close', code => {
        over = true;
        resolve(code);
      }),
    );
    await until(() => {
      if (over) throw new Error(`the stack did not start:\n${this.text}`);
      return this.text.includes('╰─');
    }, startLimitMs);
  }

  /** Everything that was printed since the last start. */
  get output(): string {
    return this.text;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** `processes.json` as it is now. */
  pids(): Record<string, number> {
    return JSON.parse(readFileSync(this.folder.processesFile, 'utf8')) as Record<string, number>;
  }

  pidOf(name: string): number {
    return this.pids()[name] ?? 0;
  }

  adminToken(): string {
    return readFileSync(join(this.folder.keys, secretFiles.adminToken), 'utf8').trim();
  }

  /** Opens what the stack wrote to Temporal; needs the keys of its data folder. */
  async temporal<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { temporalAddress } = JSON.parse(readFileSync(this.folder.stackFile, 'utf8')) as {
      temporalAddress: string;
    };
    const keys = readFileSync(join(this.folder.keys, secretFiles.encryptionKeys), 'utf8');
    const { encryptionKeys } = loadConfiguration({ LEADWIRE_ENCRYPTION_KEYS: keys });
    const connection = await Connection.connect({ address: temporalAddress });
    try {
      return await work(
        new Client({ connection, dataConverter: createDataConverter(createCipher(encryptionKeys)) }),
      );
    } finally {
      await connection.close();
    }
  }

  /** Signs a body with the key that the stack made for itself and posts it. Rejects where nobody listens. */
  async post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<WebhookAnswer> {
    const key = createPrivateKey(readFileSync(join(this.folder.keys, secretFiles.webhookPrivateKey)));
    const raw = Buffer.from(JSON.stringify(body));
    const response = await fetch(`${this.apiUrl}/webhooks/ghl`, {
      method: 'POST',
      body: raw,
      headers: { 'content-type': 'application/json', 'x-ghl-signature': signWebhook(raw, key), ...headers },
      signal: AbortSignal.timeout(20_000),
    });
    const answer = (await response.json()) as WebhookAnswer['body'];
    return { status: response.status, headers: response.headers, body: answer };
  }

  /** Calls an operation of /v1 as the operator. */
  async operate(path: string, method = 'GET', json?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.adminToken()}`, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok)
      throw new Error(`${method} ${path} was answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  }

  setUpTenant(locationId: string, ghlToken: string): Promise<unknown> {
    return this.operate(`/v1/tenants/${locationId}`, 'PUT', { name: 'Harbor Homes', ghlToken });
  }

  async runs(query = ''): Promise<RunView[]> {
    const { runs } = await this.operate(`/v1/runs?limit=200${query}`);
    return runs as RunView[];
  }

  /** Waits for the end of the run of a workflow. */
  async endOf(workflowId: string | undefined, limitMs = 60_000): Promise<RunView> {
    return until(async () => {
      const runs = await this.runs().catch(() => []);
      return runs.find(run => run.workflowId === workflowId && run.status !== 'running');
    }, limitMs);
  }

  /** Drains it by SIGTERM. @returns its exit code */
  stop(): Promise<number | null> {
    this.child?.kill('SIGTERM');
    return this.ended;
  }

  /** SIGKILL for all of it at once, as a machine that loses power: the stack first, or it would start some again. */
  async killEverything(): Promise<void> {
    const pids = existsSync(this.folder.processesFile) ? Object.values(this.pids()) : [];
    for (const pid of [this.pid, ...pids]) if (pid > 0) sendSignal(pid, 'SIGKILL');
    await this.ended;
    await until(() => !pids.some(isRunning));
  }

  /** After a test, however it ended: nothing runs, nothing is left. */
  async remove(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
    const recorded = new ProcessFile(this.folder.processesFile).read();
    // Only what is still the very process that was recorded: a pid may mean another one by now.
    const ours = recorded.filter(entry => entry.identity && processIdentity(entry.pid) === entry.identity);
    for (const { pid } of ours) sendSignal(pid, 'SIGKILL');
    await until(() => !ours.some(({ pid }) => isRunning(pid)));
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface RunView {
  readonly id: string;
  readonly workflowId: string;
  readonly contactId: string | null;
  readonly status: string;
  readonly replySource: string;
  readonly explanation: string;
}

/** Below the range from which the machine gives ports away, so that no server of the stack gets it first. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 30_000);
    if (await isPortFree(port)) return port;
  }
}

/** A message of a new lead of this location. */
export const messageOf = (locationId: string, body: string): Record<string, unknown> =>
  inboundMessage({ locationId, contactId: `contact-${randomUUID()}`, body });
