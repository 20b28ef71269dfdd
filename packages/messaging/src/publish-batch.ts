import { recordFailure, withSpan } from '@ballast/telemetry';
import type { OutgoingMessage, PublishLimit, PublishOutcome, PublishReceipt } from './messaging.ts';
import { type Publisher, publish, store } from './publish.ts';

/** See `Messaging.publishBatch`. */
export async function publishBatch(
  publisher: Publisher,
  messages: readonly OutgoingMessage[],
  limit: PublishLimit = (work) => work(),
): Promise<PublishOutcome[]> {
  const [only] = messages;
  if (only !== undefined && messages.length === 1) return [await outcomeOf(limit(() => publish(publisher, only)))];
  const attributes = {
    'messaging.system': 'nats',
    'messaging.batch.message_count': messages.length,
    'messaging.operation.type': 'send',
    'messaging.operation.name': 'publish',
  };
  return await withSpan('send a batch', { kind: 'client', attributes }, async (span) => {
    const storeOne = async (message: OutgoingMessage) => {
      publisher.connection.assertConnected();
      return await store(publisher, message);
    };
    const outcomes = await Promise.all(messages.map((message) => outcomeOf(limit(() => storeOne(message)))));
    const failed = outcomes.filter((outcome) => 'error' in outcome);
    if (failed[0] !== undefined) recordFailure(span, failed[0].error);
    publisher.logger.debug({ messages: messages.length, failed: failed.length }, 'published a batch');
    return outcomes;
  });
}

async function outcomeOf(published: Promise<PublishReceipt>): Promise<PublishOutcome> {
  try {
    return { receipt: await published };
  } catch (error) {
    return { error };
  }
}
