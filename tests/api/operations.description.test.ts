import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020';
import { operations } from '../../api/app';
import { warmingSchedules } from '../../domain/schedules';
import { setUpSchedules } from '../../workers/schedules';
import { endOf, inboundMessage, operate, postWebhook, startProduct, type Product } from '../support/product';

interface Described {
  readonly summary: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: object } } };
  readonly responses: Readonly<Record<string, { content: { 'application/json': { schema: object } } }>>;
  readonly security: readonly Record<string, readonly string[]>[];
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly securitySchemes: Readonly<Record<string, object>> };
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

describe('/v1/openapi.json', () => {
  let product: Product;
  let document: Document;
  let runId: string;
  const locationId = `location-${randomUUID()}`;
  const contactId = `contact-${randomUUID()}`;
  beforeAll(async () => {
    product = await startProduct();
    await setUpSchedules(product.client);
    document = (await (await fetch(`${product.url}/v1/openapi.json`)).json()) as Document;
    const { body } = await postWebhook(product, inboundMessage({ locationId, contactId }));
    runId = (await endOf(product, body.workflowId)).id;
  }, 60_000);
  afterAll(async () => {
    for (const { id } of warmingSchedules) await product.client.schedule.getHandle(id).delete();
    await product.stop();
  });

  const described = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => ({ path, method, one })),
    );
  const schemaOf = (path: string, method: string, answer: string): object =>
    document.paths[path]?.[method]?.responses[answer]?.content['application/json'].schema ?? {};

  function expectToFit(schema: object, value: unknown): void {
    const validate = ajv.compile(schema);
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
  }

  test('is a document of OpenAPI 3.1 that describes every operation, each behind the operator’s token', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toEqual({
      title: expect.any(String) as unknown,
      version: expect.any(String) as unknown,
    });
    expect(
      described()
        .map(({ path, method }) => `${method} ${path}`)
        .sort(),
    ).toEqual(operations.map(one => `${one.method} ${one.path}`).sort());
    for (const { one } of described()) {
      expect(one.summary.length).toBeGreaterThan(10);
      expect(one.security).toEqual([{ operator: [] }]);
      expect(Object.keys(one.responses)).toEqual(expect.arrayContaining(['200', 'default']));
    }
    expect(document.components.securitySchemes['operator']).toMatchObject({ type: 'http', scheme: 'bearer' });
  });

  test('names every part of each path as a required parameter, and no name twice', () => {
    for (const { path, one } of described()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]);
      const parameters = one.parameters.filter(parameter => parameter.in === 'path');
      expect(parameters.map(parameter => parameter.name).sort()).toEqual([...inPath].sort());
      expect(parameters.every(parameter => parameter.required)).toBe(true);
      const names = one.parameters.map(parameter => `${parameter.in} ${parameter.name}`);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('holds only schemas that are valid JSON Schema of 2020-12', () => {
    for (const { one } of described()) {
      const schemas = [
        ...one.parameters.map(parameter => parameter.schema),
        ...(one.requestBody ? [one.requestBody.content['application/json'].schema] : []),
        ...Object.values(one.responses).map(answer => answer.content['application/json'].schema),
      ];
      for (const schema of schemas) {
        expect(ajv.validateSchema(schema)).toBe(true);
        expect(() => ajv.compile(schema)).not.toThrow();
      }
    }
  });

  test('holds nothing but JSON that a generator can read: no references to elsewhere', () => {
    expect(JSON.stringify(document)).not.toContain('"$ref"');
  });

  test('says the truth about what is answered', async () => {
    const agentId = `user-of-${locationId}`;
    const flow = `/v1/qualifications/${locationId}/${contactId}`;
    const { version } = (await operate(product, flow)).body;
    const calls: [string, string, string, unknown?][] = [
      ['/v1/tenants/{locationId}', 'put', `/v1/tenants/${locationId}`, { name: 'Homes', ghlToken: 'token' }],
      ['/v1/tenants/{locationId}', 'get', `/v1/tenants/${locationId}`],
      ['/v1/runs', 'get', `/v1/runs?locationId=${locationId}&limit=1`],
      ['/v1/runs/{id}', 'get', `/v1/runs/${runId}`],
      ['/v1/qualifications/{locationId}/{contactId}', 'get', flow],
      [
        '/v1/qualifications/{locationId}/{contactId}',
        'put',
        flow,
        { version, leadType: 'buyer', answers: { budget: '$900k' } },
      ],
      ['/v1/agents/{agentId}', 'put', `/v1/agents/${agentId}`, { name: 'Ann', role: 'dual_agent' }],
      ['/v1/agents/{agentId}/context', 'get', `/v1/agents/${agentId}/context`],
      ['/v1/agents/{agentId}/warm', 'post', `/v1/agents/${agentId}/warm`],
      ['/v1/coaching', 'post', '/v1/coaching', { locationId, contactId }],
      ['/v1/schedules', 'get', '/v1/schedules'],
      ['/v1/schedules/{id}/trigger', 'post', '/v1/schedules/warm-agent-contexts/trigger'],
      ['/v1/schedules/{id}/pause', 'post', '/v1/schedules/warm-responses/pause', { reason: 'a test' }],
      ['/v1/schedules/{id}/resume', 'post', '/v1/schedules/warm-responses/resume'],
      ['/v1/costs', 'get', `/v1/costs?by=task&locationId=${locationId}`],
      ['/v1/cache', 'get', `/v1/cache?locationId=${locationId}`],
      ['/v1/cache', 'delete', `/v1/cache?locationId=${locationId}`],
    ];
    expect(calls.map(([path, method]) => `${method} ${path}`).sort()).toEqual(
      described()
        .map(({ path, method }) => `${method} ${path}`)
        .sort(),
    );
    for (const [path, method, address, json] of calls) {
      const answer = await operate(product, address, {
        method: method.toUpperCase(),
        ...(json === undefined ? {} : { json }),
      });
      expect(answer.status).toBe(200);
      expectToFit(schemaOf(path, method, '200'), answer.body);
    }
  });

  test('says the truth about errors', async () => {
    for (const [path, method, address, status] of [
      ['/v1/runs/{id}', 'get', '/v1/runs/run_unknown', 404],
      ['/v1/runs', 'get', '/v1/runs?limit=0', 400],
      ['/v1/tenants/{locationId}', 'get', '/v1/tenants/nowhere', 404],
    ] as const) {
      const answer = await operate(product, address);
      expect(answer.status).toBe(status);
      expectToFit(schemaOf(path, method, 'default'), answer.body);
    }
  });

  test('describes a body as it is checked: what it allows is taken, what it forbids is refused', async () => {
    const schema =
      document.paths['/v1/tenants/{locationId}']?.['put']?.requestBody?.content['application/json'].schema;
    const validate = ajv.compile(schema ?? {});
    for (const body of [
      { name: 'H' },
      { name: 'H', ghlToken: 't', voice: { tone: 'kind' } },
      {},
      { name: 'H', colour: 'red' },
      { name: 1 },
    ]) {
      const { status } = await operate(product, `/v1/tenants/${randomUUID()}`, { method: 'PUT', json: body });
      expect({ body, status }).toEqual({ body, status: validate(body) ? 200 : 400 });
    }
  });
});
