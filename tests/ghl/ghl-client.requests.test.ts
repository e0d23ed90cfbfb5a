import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGhlClient, type GhlClient } from '../../ghl/ghl-client';
import { channels } from '../../domain/vocabulary';
import { expectToFitOperation } from './openapi-check';
import { startRecordingServer, type RecordedRequest, type RecordingServer } from './recording-server';

const sentAt = new Date('2026-10-01T10:00:00Z');

const answers: Record<string, unknown> = {
  '/conversations/messages': { messageId: 'm1', conversationId: 'v1', status: 'pending' },
  '/conversations/search': { conversations: [{ id: 'v1' }], total: 1 },
  '/conversations/v1/messages': {
    messages: {
      nextPage: false,
      lastMessageId: 'm1',
      messages: [{ id: 'm1', direction: 'outbound', body: 'Hello', dateAdded: sentAt.toISOString() }],
    },
  },
  '/contacts/c1': { contact: { id: 'c1', firstName: 'Maya', tags: ['x'] } },
};

describe('each request of the GHL client is one that GHL describes', () => {
  let server: RecordingServer;
  let client: GhlClient;

  beforeEach(async () => {
    server = await startRecordingServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answers[request.path] ?? {}));
    });
    client = createGhlClient({
      baseUrl: `${server.url}/`,
      timeoutMs: 2_000,
      tokenFor: async locationId => `token-of-${locationId}`,
    });
  });
  afterEach(() => server.close());

  const only = (): RecordedRequest | undefined => {
    expect(server.requests).toHaveLength(1);
    return server.requests[0];
  };

  it.each(channels)('sends a message over %s', async type => {
    const sent = await client.sendMessage('loc1', { type, contactId: 'c1', message: 'Hello <you>' });
    expect(sent).toEqual({ messageId: 'm1', conversationId: 'v1' });
    expectToFitOperation(only(), 'send-a-new-message');
    expect(server.requests[0]?.body).toMatchObject({ type, contactId: 'c1', message: 'Hello <you>' });
  });

  it('gives an e-mail its text as HTML, since GHL shows nothing else', async () => {
    await client.sendMessage('loc1', { type: 'Email', contactId: 'c1', message: 'a < b\nc' });
    expect(server.requests[0]?.body).toMatchObject({ html: '<p>a &lt; b<br>c</p>' });
  });

  it('looks for its own message with a search and a list', async () => {
    const found = await client.findOwnMessage('loc1', {
      contactId: 'c1',
      text: 'Hello',
      notBefore: sentAt,
      exclude: [],
    });
    expect(found).toEqual({ messageId: 'm1', conversationId: 'v1' });
    expect(server.requests).toHaveLength(2);
    expectToFitOperation(server.requests[0], 'search-conversation');
    expect(server.requests[0]?.query).toEqual({ locationId: 'loc1', contactId: 'c1' });
    expectToFitOperation(server.requests[1], 'get-messages');
  });

  it('reads a contact', async () => {
    const contact = await client.getContact('loc1', 'c1');
    expect(contact).toMatchObject({ id: 'c1', firstName: 'Maya', lastName: null, tags: ['x'], dnd: false });
    expectToFitOperation(only(), 'get-contact');
  });

  it('adds tags', async () => {
    await client.addTags('loc1', 'c1', ['Hot-Lead']);
    expectToFitOperation(only(), 'add-tags');
    expect(server.requests[0]?.body).toEqual({ tags: ['Hot-Lead'] });
  });

  it('removes tags with a DELETE that has a body', async () => {
    await client.removeTags('loc1', 'c1', ['Cold-Lead']);
    expectToFitOperation(only(), 'remove-tags');
    expect(server.requests[0]?.body).toEqual({ tags: ['Cold-Lead'] });
  });

  it('updates custom fields without touching the tags', async () => {
    await client.updateCustomFields('loc1', 'c1', [{ id: 'f1', value: '80' }]);
    expectToFitOperation(only(), 'update-contact');
    expect(server.requests[0]?.body).toEqual({ customFields: [{ id: 'f1', field_value: '80' }] });
  });

  it.each(['SMS', 'Email', 'WhatsApp', 'FB'])('stops the channel %s by its own switch', async channel => {
    await client.setDoNotDisturb('loc1', 'c1', channel, 'active');
    expectToFitOperation(only(), 'update-contact');
    expect(server.requests[0]?.body).toEqual({ dndSettings: { [channel]: { status: 'active' } } });
  });

  it('moves the general switch for a channel that has none of its own', async () => {
    await client.setDoNotDisturb('loc1', 'c1', 'IG', 'active');
    await client.setDoNotDisturb('loc1', 'c1', 'Live_Chat', 'inactive');
    expect(server.requests.map(request => request.body)).toEqual([{ dnd: true }, { dnd: false }]);
    for (const request of server.requests) expectToFitOperation(request, 'update-contact');
  });

  it('writes a note', async () => {
    await client.createNote('loc1', 'c1', 'Called twice');
    expectToFitOperation(only(), 'create-note');
  });

  it('creates an open task with its due date', async () => {
    await client.createTask('loc1', 'c1', {
      title: 'Call',
      body: 'Hot lead',
      dueDate: sentAt,
      assignedTo: 'u1',
    });
    expectToFitOperation(only(), 'create-task');
    expect(server.requests[0]?.body).toEqual({
      title: 'Call',
      body: 'Hot lead',
      dueDate: '2026-10-01T10:00:00.000Z',
      completed: false,
      assignedTo: 'u1',
    });
  });

  it('adds a contact to a workflow', async () => {
    await client.addToWorkflow('loc1', 'c1', 'w1');
    expectToFitOperation(only(), 'add-contact-to-workflow');
  });

  it('carries the token of the location it is called for', async () => {
    await client.addTags('loc1', 'c1', ['a']);
    await client.addTags('loc2', 'c2', ['a']);
    expect(server.requests.map(request => request.headers.authorization)).toEqual([
      'Bearer token-of-loc1',
      'Bearer token-of-loc2',
    ]);
  });

  it('keeps ids from breaking out of their place in the path', async () => {
    await client.addTags('loc1', '../users', ['a']);
    expect(server.requests[0]?.path).toBe('/contacts/..%2Fusers/tags');
  });

  it.each(['', '.', '..'])('refuses %j for an id, which would lead to another path', async id => {
    const refused = { code: 'ghl_rejected' };
    await expect(client.getContact('loc1', id)).rejects.toMatchObject(refused);
    await expect(client.addTags('loc1', id, ['a'])).rejects.toMatchObject(refused);
    await expect(client.addToWorkflow('loc1', 'c1', id)).rejects.toMatchObject(refused);
    expect(server.requests).toHaveLength(0);
  });
});
