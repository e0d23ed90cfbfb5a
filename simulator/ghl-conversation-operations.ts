import { GhlRefusal, textField, type GhlCall, type GhlHandler } from './ghl-call';
import { hashOfToken, type SimulatedConversation, type SimulatedMessage } from './ghl-state';

const defaultPageSize = 20;
/** GHL's numbers for the kinds of message, as far as they are published. */
const typeNumbers: Readonly<Record<string, number>> = { TYPE_CALL: 1, TYPE_SMS: 2, TYPE_EMAIL: 3 };

function shownMessage(conversation: SimulatedConversation, message: SimulatedMessage) {
  return {
    ...message,
    type: typeNumbers[message.messageType] ?? 19,
    locationId: conversation.locationId,
    contactId: conversation.contactId,
    conversationId: conversation.id,
    status: message.direction === 'outbound' ? 'sent' : 'delivered',
    contentType: 'text/plain',
    attachments: [],
  };
}

function shownConversation(call: GhlCall, conversation: SimulatedConversation) {
  const contact = call.state.contact(conversation.contactId, conversation.locationId);
  const last = conversation.messages.at(-1);
  return {
    id: conversation.id,
    contactId: conversation.contactId,
    locationId: conversation.locationId,
    lastMessageBody: last?.body ?? '',
    lastMessageType: last?.messageType ?? 'TYPE_SMS',
    type: 'TYPE_PHONE',
    unreadCount: 0,
    fullName: contact.name,
    contactName: contact.name,
    email: contact.email,
    phone: contact.phone,
  };
}

function send(call: GhlCall): Record<string, unknown> | GhlRefusal {
  const contactId = textField(call, 'contactId');
  const text = textField(call, 'message') || textField(call, 'html');
  if (text === '' && call.body['attachments'] === undefined) {
    return new GhlRefusal(400, 'There is no message or attachments for this message. Skip sending.');
  }
  const contact = call.state.contact(contactId, call.locationId);
  const type = textField(call, 'type');
  if (contact.dnd || contact.dndSettings[type]?.status === 'active') {
    return new GhlRefusal(400, `Cannot send message as DND is active for ${type}.`);
  }
  const sent = call.state.send({
    contactId,
    type,
    message: text,
    locationId: call.locationId === 'unknown' ? contact.locationId : call.locationId,
    tokenHash: hashOfToken(call.token),
  });
  return {
    conversationId: sent.conversationId,
    messageId: sent.messageId,
    msg: 'Message queued successfully.',
    status: 'pending',
  };
}

function addInbound(call: GhlCall): Record<string, unknown> | GhlRefusal {
  const named = call.state.conversations.get(textField(call, 'conversationId'));
  const { message, conversation } = call.state.addMessage(
    named?.contactId ?? textField(call, 'contactId'),
    call.locationId,
    {
      messageType: `TYPE_${textField(call, 'type').toUpperCase()}`,
      body: textField(call, 'message'),
      direction: 'inbound',
      source: 'app',
      ...(call.body['date'] === undefined ? {} : { dateAdded: textField(call, 'date') }),
    },
  );
  return {
    success: true,
    conversationId: conversation.id,
    messageId: message.id,
    message: 'Message added successfully',
    contactId: conversation.contactId,
    dateAdded: message.dateAdded,
  };
}

function conversationOf(call: GhlCall): SimulatedConversation | undefined {
  return call.state.conversations.get(call.path['conversationId'] ?? '');
}

/** Newest first. The live API wraps the page in one more `messages` than its description says. */
function listMessages(call: GhlCall): Record<string, unknown> | GhlRefusal {
  const conversation = conversationOf(call);
  if (!conversation) return new GhlRefusal(404, 'Conversation not found');
  const types = call.query.get('type')?.split(',');
  const newestFirst = [...conversation.messages]
    .reverse()
    .filter(message => !types || types.includes(message.messageType));
  const after = call.query.get('lastMessageId');
  const start = after === null ? 0 : newestFirst.findIndex(message => message.id === after) + 1;
  const limit = Number(call.query.get('limit') ?? defaultPageSize);
  const page = newestFirst.slice(start, start + limit);
  return {
    messages: {
      lastMessageId: page.at(-1)?.id ?? '',
      nextPage: newestFirst.length > start + limit,
      messages: page.map(message => shownMessage(conversation, message)),
    },
  };
}

/** Handlers by operation id: conversations and their messages. */
export const conversationOperations: Readonly<Record<string, GhlHandler>> = {
  'search-conversation': call => {
    const contactId = call.query.get('contactId');
    const all =
      contactId === null
        ? [...call.state.conversations.values()].filter(one => one.locationId === call.locationId)
        : [call.state.findConversation(contactId)].flatMap(one => (one ? [one] : []));
    const limit = Number(call.query.get('limit') ?? defaultPageSize);
    return {
      conversations: all.slice(0, limit).map(one => shownConversation(call, one)),
      total: all.length,
    };
  },
  'get-conversation': call => {
    const conversation = conversationOf(call);
    if (!conversation) return new GhlRefusal(404, 'Conversation not found');
    const { id, contactId, locationId } = conversation;
    return { id, contactId, locationId, deleted: false, inbox: true, type: 1, unreadCount: 0 };
  },
  'get-messages': listMessages,
  'get-message': call => {
    for (const conversation of call.state.conversations.values()) {
      const message = conversation.messages.find(one => one.id === call.path['id']);
      if (message) return shownMessage(conversation, message);
    }
    return new GhlRefusal(404, 'Message not found');
  },
  'send-a-new-message': send,
  'add-an-inbound-message': addInbound,
};
