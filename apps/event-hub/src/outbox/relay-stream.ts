import { eventStreamName } from '@ballast/contracts';
import { type Database, withTransaction } from '@ballast/database';
import type { Messaging, PublishReceipt } from '@ballast/messaging';
import type { EventStreams } from '../events/event-streams.ts';
import { storeEvent } from '../events/store-event.ts';
import { claimUnpublished, type HubEvent, writePlaces } from './hub-events.ts';

export interface Relayed {
  readonly stored: number;
  /** Of those stored: how many the broker had already. */
  readonly duplicates: number;
  /** Whether there may be more, and they can be published. */
  readonly isUnderWay: boolean;
  /** Why an event was not stored: it stays, and nothing is spent. */
  readonly failure?: unknown;
}

export interface RelayPorts {
  readonly db: Database;
  readonly messaging: Messaging;
  readonly streams: EventStreams;
}

/** As many publishes as are under way at once, and at most as many MB in memory. */
const BATCH = 200;

/**
 * Publishes what was accepted for a stream and has no place there, one batch, and writes down the places, in the transaction
 * that claimed it. If the process dies in between, the rows are as they were; they are published again under the same ids, and
 * the broker stores each id once. Throws MessagingError, ConnectError and DatabaseError.
 */
export async function relayStream({ db, messaging, streams }: RelayPorts, stream: string): Promise<Relayed> {
  // Read before anything is published: if the stream is made anew in between, an event is said to lie in an older one than it
  // does, and is published once more. Read afterwards it could be said to lie where it never was.
  const created = await streams.use(stream, () => messaging.streamCreated(eventStreamName(stream)));
  return withTransaction(db, async (tx) => {
    const events = await claimUnpublished(tx, stream, BATCH);
    const outcomes = await Promise.allSettled(
      events.map((event) => storeEvent(messaging, streams, stream, event, event)),
    );
    const receipts = outcomes.flatMap((one, index) =>
      one.status === 'fulfilled' ? [{ ...one.value, row: (events[index] as HubEvent).row }] : [],
    );
    await writePlaces(tx, created, receipts);
    const failed = outcomes.find((one) => one.status === 'rejected');
    return {
      stored: receipts.length,
      duplicates: receipts.filter(({ duplicate }: PublishReceipt) => duplicate).length,
      isUnderWay: events.length === BATCH && failed === undefined,
      ...(failed === undefined ? {} : { failure: failed.reason }),
    };
  });
}
