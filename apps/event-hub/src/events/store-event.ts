import { firstIdentity, formatEventId, HEADER } from '@ballast/contracts';
import type { Messaging, OutgoingMessage, PublishLimit, PublishOutcome, PublishReceipt } from '@ballast/messaging';
import { activeTraceContext, type TraceContext } from '@ballast/telemetry';
import type { CheckedEvent } from './check-event.ts';
import { type EventStreams, saysStreamIsGone } from './event-streams.ts';

/**
 * Stores an event in its stream, and resolves when the broker has it. Its id is the message's, so doing it again stores nothing
 * new while the broker remembers it. Throws what `Messaging.publish` and `EventStreams.use` throw.
 *
 * @param enqueue more than 1 for an event that the broker had and has dropped: under its first id it would remember it
 * @param trace in which it was accepted
 */
export function storeEvent(
  messaging: Messaging,
  streams: EventStreams,
  stream: string,
  event: CheckedEvent,
  { enqueue, trace }: { readonly enqueue: number; readonly trace: TraceContext },
): Promise<PublishReceipt> {
  const message = toMessage(event, enqueue, trace);
  return streams.use(stream, () => messaging.publish(message));
}

/** Stores events of one stream as `storeEvent` does, in the active trace, and says of each what became of it. */
export async function storeEvents(
  messaging: () => Messaging,
  streams: EventStreams,
  stream: string,
  events: readonly CheckedEvent[],
  limit: PublishLimit,
): Promise<PublishOutcome[]> {
  const trace = activeTraceContext();
  const messages = events.map((event) => toMessage(event, 1, trace));
  let outcomes: PublishOutcome[] = [];
  try {
    await streams.use(stream, async () => {
      outcomes = await publishMissing(messaging(), messages, outcomes, limit);
      const gone = outcomes.find(isOfGoneStream);
      if (gone !== undefined) throw gone.error;
    });
  } catch (error) {
    return messages.map((_message, index) => outcomes[index] ?? { error });
  }
  return outcomes;
}

/** Publishes those of which nothing is known yet, and those for which there was no stream. */
async function publishMissing(
  messaging: Messaging,
  messages: readonly OutgoingMessage[],
  before: readonly PublishOutcome[],
  limit: PublishLimit,
): Promise<PublishOutcome[]> {
  const isMissing = (index: number) => before[index] === undefined || isOfGoneStream(before[index]);
  const published = await messaging.publishBatch(
    messages.filter((_message, index) => isMissing(index)),
    limit,
  );
  let next = 0;
  return messages.map((_message, index) => (isMissing(index) ? published[next++] : before[index]) as PublishOutcome);
}

function isOfGoneStream(outcome: PublishOutcome): outcome is { readonly error: unknown } {
  return 'error' in outcome && saysStreamIsGone(outcome.error);
}

function toMessage({ id, subject, body }: CheckedEvent, enqueue: number, trace: TraceContext): OutgoingMessage {
  const messageId = formatEventId({ ...firstIdentity(id), enqueue });
  const headers = { ...trace, [HEADER.messageId]: messageId, [HEADER.contractVersion]: '1' };
  return { subject, messageId, body, headers };
}
