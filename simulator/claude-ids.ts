import { randomBytes } from 'node:crypto';

const randomPart = (): string => randomBytes(12).toString('hex');

export const newRequestId = (): string => `req_sim${randomPart()}`;
export const newMessageId = (): string => `msg_sim${randomPart()}`;
export const newBatchId = (): string => `msgbatch_sim${randomPart()}`;
