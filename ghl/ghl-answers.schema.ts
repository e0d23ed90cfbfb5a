import { z } from 'zod';

/**
 * What we read of GHL's answers. All tolerant: unknown fields are ignored and anything that is not
 * needed may be missing, since the live API differs from its description in places.
 */

const text = z
  .string()
  .nullish()
  .catch(null)
  .transform(value => value ?? null);

/** POST /conversations/messages. E-mail answers may list the ids instead. */
export const sentMessageSchema = z
  .object({
    messageId: z.string().optional(),
    messageIds: z.array(z.string()).optional().catch(undefined),
    conversationId: text,
  })
  .transform(({ messageId, messageIds, conversationId }, context) => {
    const id = messageId ?? messageIds?.[0];
    if (id !== undefined) return { messageId: id, conversationId };
    context.addIssue('no message id');
    return z.NEVER;
  });

export const conversationSearchSchema = z.object({
  conversations: z.array(z.object({ id: z.string() })).catch([]),
});

const messageSchema = z.object({
  id: z.string(),
  direction: text,
  body: text,
  dateAdded: text,
});
export type ListedMessage = z.infer<typeof messageSchema>;

const messagePageSchema = z.object({
  messages: z.array(messageSchema),
  nextPage: z.boolean().catch(false),
  lastMessageId: text,
});

/**
 * GET /conversations/{id}/messages. The description shows the page itself; the live API wraps it in
 * one more `messages` (GoHighLevel/highlevel-api-docs issue 54). Either is read.
 */
export const messageListSchema = z.union([
  z.object({ messages: messagePageSchema }).transform(answer => answer.messages),
  messagePageSchema,
]);

export const contactSchema = z
  .object({
    contact: z.object({
      id: z.string(),
      locationId: text,
      firstName: text,
      lastName: text,
      name: text,
      phone: text,
      email: text,
      timezone: text,
      assignedTo: text,
      dnd: z.boolean().catch(false),
      dndSettings: z
        .record(z.string(), z.object({ status: z.string() }))
        .nullish()
        .catch(null)
        .transform(value => value ?? {}),
      tags: z.array(z.string()).catch([]),
      customFields: z
        .array(z.object({ id: z.string(), value: z.unknown() }))
        .nullish()
        .catch(null)
        .transform(value => value ?? []),
    }),
  })
  .transform(answer => answer.contact);
export type GhlContact = z.infer<typeof contactSchema>;

export const createdNoteSchema = z
  .object({ note: z.object({ id: z.string() }).optional() })
  .transform(answer => ({ id: answer.note?.id ?? null }));

export const createdTaskSchema = z
  .object({ task: z.object({ id: z.string() }).optional() })
  .transform(answer => ({ id: answer.task?.id ?? null }));

/** For calls of which only the status matters. */
export const anythingSchema = z.unknown();
