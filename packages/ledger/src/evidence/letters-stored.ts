import { setTimeout as pause } from 'node:timers/promises';
import { CONSUMER, type Messaging, MessagingError, type StreamState, streamState } from '@ballast/messaging';

const { stream, durable } = CONSUMER.deadLetters;
const EVERY_MS = 100;

export interface LettersStoredOptions {
  /** How long the letters have to get stored (5000); with 0 it is asked once. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whether every dead letter that was published before this call is stored, now or within `waitMs`. A worker publishes the
 * letter before it settles its message, so a message that was seen gone before, and has no letter after, was not
 * dead-lettered. Letters that come after the call do not matter: the newest number is read once, and then the consumer's
 * floor has to reach it. False when the stream was made anew meanwhile, and when the broker does not answer. Throws the
 * signal's reason.
 */
export async function areLettersStored(
  messaging: Messaging,
  { waitMs = 5_000, signal }: LettersStoredOptions = {},
): Promise<boolean> {
  const endsAt = performance.now() + waitMs;
  try {
    const mark = await streamState(messaging, stream);
    for (let state = mark; mark !== undefined && state?.created === mark.created; ) {
      if (isSettledUpTo(state, mark.lastSeq)) return true;
      if (performance.now() >= endsAt) return false;
      await pause(EVERY_MS, undefined, { signal });
      state = await streamState(messaging, stream);
    }
    return false;
  } catch (error) {
    if (error instanceof MessagingError) return false;
    throw error;
  }
}

/** Counted by what is stored and settled, not by what is pending: the server brings that up to date after a publish. */
function isSettledUpTo({ messages, firstSeq, consumers }: StreamState, seq: number): boolean {
  // The manager deletes what it has stored.
  if (messages === 0 || firstSeq > seq) return true;
  const consumer = consumers.find(({ name }) => name === durable);
  if (consumer === undefined) return false;
  return consumer.ackFloorSeq >= seq || (consumer.inFlight === 0 && consumer.deliveredSeq >= seq);
}
