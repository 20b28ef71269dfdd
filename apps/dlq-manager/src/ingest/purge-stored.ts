import { CONSUMER, deleteStored, type Messaging, streamState } from '@ballast/messaging';
import { type Loop, startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import type { ManagerMetrics } from '../manager-metrics.ts';

const WHILE_WAITING_MS = 500;
const IDLE_MS = 5_000;
const MOST_AT_ONCE = 20_000;

interface StoredPurge {
  /** Letters removed from the stream. */
  readonly purged: number;
  /** Letters that are not stored yet. */
  readonly waiting: number;
}

/**
 * Removes from `dlq.*` what is stored, so that a full queue takes new letters: everything up to the consumer's ack floor,
 * below which each letter was acked, and that is after its commit. Any number of processes may do it at once. One by one,
 * because a purge of a part makes older servers forget what they have delivered behind it (docs/decisions/0091).
 *
 * If the stream is made anew between the question and the deletions, letters of the new one that nobody has read can go
 * with them: their messages are then found gone by the reconciler, as they are when a broker loses its store.
 */
async function purgeStored(messaging: Messaging): Promise<StoredPurge> {
  const { stream, durable } = CONSUMER.deadLetters;
  const state = await streamState(messaging, stream);
  const consumer = state?.consumers.find(({ name }) => name === durable);
  if (state === undefined || consumer === undefined) return { purged: 0, waiting: 0 };
  const { firstSeq } = state;
  const { ackFloorSeq } = consumer;
  const waiting = Math.max(0, Math.min(state.messages, state.lastSeq - ackFloorSeq));
  if (state.messages === 0 || ackFloorSeq < firstSeq) return { purged: 0, waiting };
  const toSeq = Math.min(ackFloorSeq, firstSeq + MOST_AT_ONCE - 1);
  return { purged: await deleteStored(messaging, stream, { fromSeq: firstSeq, toSeq }), waiting };
}

/** Purges every 5 s, and twice a second while letters wait to be stored: then the queue may be full. */
export function startStoredPurge(
  messaging: Messaging,
  metrics: Pick<ManagerMetrics, 'streamPurged' | 'waiting'>,
  logger: Logger,
): Loop {
  return startLoop({
    name: 'purge of stored letters',
    logger,
    intervalMs: ({ waiting, purged }: StoredPurge) => (waiting + purged > 0 ? WHILE_WAITING_MS : IDLE_MS),
    runOnce: async () => {
      const result = await purgeStored(messaging);
      metrics.streamPurged.inc(result.purged);
      metrics.waiting.set(result.waiting);
      return result;
    },
  });
}
