import { CONSUMER, inspectStreams, type Messaging, MessagingError } from '@ballast/messaging';

/**
 * Whether every dead letter that was published before this call is stored by now. A worker publishes the letter before it
 * settles its message, so a message that was seen gone before, and has no letter after, was not dead-lettered. Counted
 * by what is stored and settled, not by `pending` alone, which the server brings up to date a moment after a publish.
 */
export async function areLettersStored(messaging: Messaging): Promise<boolean> {
  try {
    const streams = await inspectStreams(messaging);
    const stream = streams.find(({ name }) => name === CONSUMER.deadLetters.stream);
    if (stream === undefined) return false;
    if (stream.messages === 0) return true;
    const consumer = stream.consumers.find(({ name }) => name === CONSUMER.deadLetters.durable);
    if (consumer === undefined) return false;
    if (consumer.ack_floor_seq >= stream.last_seq) return true;
    return consumer.pending === 0 && consumer.in_flight === 0 && consumer.last_delivered_seq >= stream.last_seq;
  } catch (error) {
    if (error instanceof MessagingError) return false;
    throw error;
  }
}
