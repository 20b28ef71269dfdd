import { firstIdentity, formatEventId, HEADER } from '@ballast/contracts';
import type { Messaging, PublishReceipt } from '@ballast/messaging';
import { activeTraceContext, type TraceContext } from '@ballast/telemetry';
import type { CheckedEvent } from './check-event.ts';
import type { EventStreams } from './event-streams.ts';

/**
 * Stores an event in its stream, and resolves when the broker has it: the one way by which events reach the broker. Its id is
 * the message's, so doing it again stores nothing new while the broker remembers it. Throws what `Messaging.publish` and
 * `EventStreams.use` throw.
 *
 * @param enqueue more than 1 for an event that the broker had and has dropped: under its first id it would remember it
 * @param trace in which it was accepted
 */
export function storeEvent(
  messaging: Messaging,
  streams: EventStreams,
  stream: string,
  { id, subject, body }: CheckedEvent,
  { enqueue = 1, trace = activeTraceContext() }: { readonly enqueue?: number; readonly trace?: TraceContext } = {},
): Promise<PublishReceipt> {
  const messageId = formatEventId({ ...firstIdentity(id), enqueue });
  const headers = { ...trace, [HEADER.messageId]: messageId, [HEADER.contractVersion]: '1' };
  return streams.use(stream, () => messaging.publish({ subject, messageId, body, headers }));
}
