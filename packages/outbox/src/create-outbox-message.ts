import { formatEventId, HEADER, type MessageContract, type MessageIdentity } from '@ballast/contracts';
import type { TraceContext } from '@ballast/telemetry';
import type { OutboxMessage } from './outbox-message.ts';

/**
 * Builds a message of a contract: its envelope and its headers, the trace context among them, so that the trace goes on
 * in whoever consumes it, however much later that is.
 *
 * @throws ZodError when the payload does not fit the contract.
 */
export function createOutboxMessage<Payload>(
  contract: MessageContract<Payload>,
  identity: MessageIdentity,
  aggregateType: string,
  payload: Payload,
  createdAt: Date,
  trace: TraceContext,
): OutboxMessage {
  return {
    identity,
    aggregateType,
    eventType: contract.type,
    subject: contract.subject,
    body: JSON.stringify(contract.build(identity.id, payload, createdAt)),
    headers: {
      [HEADER.messageId]: formatEventId(identity),
      [HEADER.contractVersion]: String(contract.version),
      ...(trace.traceparent === undefined ? {} : { [HEADER.traceparent]: trace.traceparent }),
      ...(trace.tracestate === undefined ? {} : { [HEADER.tracestate]: trace.tracestate }),
    },
  };
}
