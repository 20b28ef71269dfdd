import { HEADER } from '@ballast/contracts';
import { withSpan } from '@ballast/telemetry';
import type { Delivery } from './delivery.ts';
import { messagingAttributes } from './messaging-attributes.ts';
import { traceOf } from './trace-of.ts';

type Work<T> = Parameters<typeof withSpan<T>>[2];

/**
 * The span of a delivery, in the trace of the message. A message that comes again, even as a dead letter or redriven, has a span for
 * each time, all in the one trace; log lines inside carry its id.
 */
export async function withProcessSpan<T>(delivery: Delivery, durable: string, work: Work<T>): Promise<T> {
  const { subject, headers, count } = delivery;
  const trace = traceOf((name) => headers.get(name));
  const messageId = headers.get(HEADER.messageId) ?? headers.get('Nats-Msg-Id');
  const attributes = {
    ...messagingAttributes(subject, messageId),
    'messaging.operation.type': 'process',
    'messaging.operation.name': 'process',
    'messaging.consumer.group.name': durable,
    'messaging.nats.delivery_count': count,
  };
  return await withSpan(
    `process ${subject}`,
    { kind: 'consumer', parent: trace, links: [trace], messageId, attributes },
    work,
  );
}
