import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { runIdOf } from '../../domain/workflow-ids';
import { messageOf } from '../../runtime/errors';
import type { Environment } from '../../stack/run-command';
import { notUnderstood, numberOption, parseArguments, refuseMore } from './arguments';
import type { Command } from './command';
import { asciiJson, curlCommand } from './curl-command';
import { inboundMessage } from './inbound-message';
import { runSchema } from '../../domain/run.schema';
import { operationsApiAt } from './operations-api';
import { adminTokenFor, apiUrlFor, checkedUrl, signingKeyFor } from './running-stack';
import { printable } from './text-table';
import { postWebhook, type PostedWebhook, type WebhookDelivery } from './webhook-post';

const usage = `npx leadwire send [options] "what the lead writes"

  --location ID   location (default: demo-location)
  --contact ID    contact; the same one again continues its conversation (default: demo-lead)
  --channel NAME  GHL's messageType: SMS, Email, WhatsApp … (default: SMS)
  --type NAME     GHL's event type (default: InboundMessage)
  --wait N        seconds to wait for the reply, 0 to 10 (default: 10)
  --file PATH     sends this JSON, byte for byte, instead of a text
  --curl          prints a signed curl line instead of sending
  --url URL       the API (default: the running stack's)

A text that begins with a dash stands behind --.`;

const options = {
  location: { type: 'string', default: 'demo-location' },
  contact: { type: 'string', default: 'demo-lead' },
  channel: { type: 'string', default: 'SMS' },
  type: { type: 'string', default: 'InboundMessage' },
  wait: { type: 'string' },
  file: { type: 'string' },
  curl: { type: 'boolean', default: false },
  url: { type: 'string' },
} as const;

/** What `leadwire send` is asked to do. */
export interface SendRequest {
  readonly rawBody: Buffer;
  readonly waitSeconds: number;
  readonly file: string | undefined;
  readonly curl: boolean;
  readonly url: string | undefined;
}

/** @throws LeadwireError `invalid_request` */
export async function readSendRequest(args: readonly string[]): Promise<SendRequest> {
  const { values, positionals } = parseArguments(args, options);
  const { file, curl } = values;
  const text = positionals.join(' ').trim();
  if (file === undefined && text === '') throw notUnderstood('say what the lead writes, or give --file');
  if (file !== undefined) refuseMore(positionals, 0);
  const body =
    file === undefined
      ? Buffer.from(
          asciiJson(
            inboundMessage({
              locationId: values.location,
              contactId: values.contact,
              channel: values.channel,
              type: values.type,
              text,
            }),
          ),
        )
      : await readBody(file);
  return {
    rawBody: body,
    waitSeconds: numberOption('wait', values.wait, { fallback: 10, from: 0, to: 10 }),
    file,
    curl,
    url: values.url === undefined ? undefined : checkedUrl('--url', values.url),
  };
}

async function readBody(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw notUnderstood(`--file: ${messageOf(error)}`);
  }
}

function deliveryOf(request: SendRequest, environment: Environment): WebhookDelivery {
  return {
    apiUrl: request.url ?? apiUrlFor(environment),
    privateKey: signingKeyFor(environment),
    rawBody: request.rawBody,
    waitSeconds: request.waitSeconds,
  };
}

/** What came back, for a person. */
export function answerLines({ answer, refusal, tookMs }: PostedWebhook, whyNone: string): string[] {
  if (!answer) return [`Not taken: ${refusal ?? 'no answer'}`];
  const taken = answer.duplicate ? 'Known already (duplicate): nothing was started again' : 'Taken';
  const reply = answer.message ?? `none, ${whyNone}`;
  const actions = answer.actions.map(action => action.type).join(', ');
  return [
    `${taken}, answered after ${Math.round(tookMs)} ms`,
    `Reply     ${printable(reply)}`,
    ...(actions ? [`Actions   ${actions}`] : []),
    `Run       ${runIdOf(answer.workflowId)}   (npx leadwire runs show ${runIdOf(answer.workflowId)})`,
  ];
}

/** Without the operator's token, or when the API is gone by now, the person has to look themselves. */
async function whyNoReply(
  { answer }: PostedWebhook,
  { apiUrl, waitSeconds }: WebhookDelivery,
  environment: Environment,
): Promise<string> {
  if (waitSeconds === 0) return 'it was not waited for';
  if (!answer || answer.message !== null) return '';
  try {
    const operations = operationsApiAt(apiUrl, adminTokenFor(environment));
    const run = await operations.get(`/v1/runs/${runIdOf(answer.workflowId)}`, runSchema);
    return run.status === 'running' ? 'the run still goes on' : run.explanation;
  } catch {
    return 'the run says why';
  }
}

export const sendCommand: Command = {
  name: 'send',
  summary: 'signs and sends a webhook as GHL would, and shows the reply; --curl prints the curl line',
  usage,
  async run(args, { environment, print }) {
    const request = await readSendRequest(args);
    const delivery = deliveryOf(request, environment);
    if (request.curl) {
      print(curlCommand(delivery, request.file && resolve(request.file)));
      return 0;
    }
    const posted = await postWebhook(delivery);
    const whyNone = await whyNoReply(posted, delivery, environment);
    for (const line of answerLines(posted, whyNone)) print(line);
    return posted.answer ? 0 : 1;
  },
};
