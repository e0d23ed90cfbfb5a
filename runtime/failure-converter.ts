import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts the message and stack of every failure into a payload, so that the codec encrypts them too.
 * Loaded by its path, in clients, workers and the workflow sandbox alike.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
