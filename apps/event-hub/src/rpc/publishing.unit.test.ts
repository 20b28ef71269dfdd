import {
  type Messaging,
  MessagingError,
  type MessagingErrorCode,
  type OutgoingMessage,
  type PublishOutcome,
} from '@ballast/messaging';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { create } from '@bufbuild/protobuf';
import { Code, createContextValues, type HandlerContext } from '@connectrpc/connect';
import { expect, test } from 'vitest';
import type { EventStreams } from '../events/event-streams.ts';
import { Slots } from '../events/slots.ts';
import { PublishBatchRequestSchema } from '../generated/services/mqhub/v1/mqhub_pb.ts';
import { createHubMetrics } from '../hub-metrics.ts';
import { createPublishing } from './publishing.ts';
import { toConnectError } from './to-connect-error.ts';

const SECRET = 'stream b_events_x on nats-1:4222';
const context = { values: createContextValues(), requestHeader: new Headers() } as HandlerContext;
const streams = { use: (_key: string, work: () => Promise<unknown>) => work() } as unknown as EventStreams;

/** A broker that stores events in turn, save those that `failures` names by their event_id. */
function publishing(failures: Readonly<Record<string, MessagingErrorCode>>) {
  let seq = 0;
  const outcomeOf = ({ messageId }: OutgoingMessage): PublishOutcome => {
    const code = failures[messageId.split(':')[0] ?? ''];
    if (code !== undefined) return { error: new MessagingError(code, SECRET) };
    seq += 1;
    return { receipt: { stream: 'x', seq, duplicate: false } };
  };
  const publishBatch = async (messages: readonly OutgoingMessage[]) => messages.map(outcomeOf);
  return createPublishing({
    messaging: () => ({ publishBatch }) as unknown as Messaging,
    streams,
    slots: new Slots(10),
    outbox: { load: 0, accept: () => Promise.reject(new Error('nobody asked for it')) },
    metrics: createHubMetrics(createMetrics('event-hub')),
    logger: createLogger({ service: 'test', level: 'silent' }),
    isEnabled: true,
    maxBatchSize: 10,
    maxBatchBytes: 10_000,
  });
}

const batchOf = (...ids: string[]) =>
  create(PublishBatchRequestSchema, {
    stream: 'alt:events:tags',
    events: ids.map((eventId) => ({ eventId, eventType: 'TagsGenerated', source: 'test' })),
  });

test('what fails of a batch is named by its index, in words of ours, and the rest is stored', async () => {
  const { publishBatch } = publishing({ b: 'timeout', d: 'too_large' });
  const answer = await publishBatch(batchOf('a', 'b', 'c', 'd'), context);
  expect(answer).toMatchObject({
    messageIds: ['1-0', '2-0'],
    successCount: 2,
    failureCount: 2,
    errors: [
      { index: 1, errorMessage: expect.stringContaining('did not answer in time') },
      { index: 3, errorMessage: expect.stringContaining('larger than the broker takes') },
    ],
  });
  expect(JSON.stringify(answer)).not.toContain('nats-1');
});

test('a batch of which nothing is stored fails as a call', async () => {
  const { publishBatch } = publishing({ a: 'unavailable', b: 'unavailable' });
  const failed = await publishBatch(batchOf('a', 'b'), context).catch(toConnectError);
  expect(failed).toMatchObject({ code: Code.Unavailable });
  expect((failed as Error).message).not.toContain('nats-1');
});
