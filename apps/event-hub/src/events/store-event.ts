import { firstIdentity, formatEventId, HEADER } from '@ballast/contracts';
import type { Messaging, PublishReceipt } from '@ballast/messaging';
import { activeTraceContext } from '@ballast/telemetry';
import type { CheckedEvent } from './check-event.ts';
import type { EventStreams } from './event-streams.ts';

/**
 * Stores an event in its stream, and resolves when the broker has it: the one way by which events reach the broker. Its id is
 * the message's, so doing it again stores nothing new while the broker remembers it. Throws what `Messaging.publish` and
 * `EventStreams.use` throw.
 */
export function storeEvent(
  messaging: Messaging,
  streams: EventStreams,
  stream: string,
  { id, subject, body }: CheckedEvent,
): Promise<PublishReceipt> {
  const messageId = formatEventId(firstIdentity(id));
  const headers = { ...activeTraceContext(), [HEADER.messageId]: messageId, [HEADER.contractVersion]: '1' };
  return streams.use(stream, () => messaging.publish({ subject, messageId, body, headers }));
}
