import type { StreamState } from '@ballast/messaging';
import type { Place } from './published-places.ts';

export type PlaceVerdict =
  | 'stream_recreated'
  | 'not_stored'
  /** Nobody was given it yet: it waits its turn, however long that takes. */
  | 'undelivered'
  /** It was delivered and may be settled: only a look at the message itself tells. */
  | 'look'
  /** The consumer is done with it: if it is stored all the same, it will not come again. */
  | 'look_final'
  /** The stream is missing; whoever owns the topology makes it anew, and then it is known. */
  | 'unknown';

/**
 * What one look at a stream says about a message stored in it, without asking for the message: so a backlog of any length
 * costs one question. `state` was asked for after `place` was read, hence a place beyond the last is no message to come.
 */
export function judgePlace(place: Place, state: StreamState | undefined): PlaceVerdict {
  if (state === undefined) return 'unknown';
  if (state.created !== place.streamCreated) return 'stream_recreated';
  if (place.seq > state.lastSeq || place.seq < state.firstSeq) return 'not_stored';
  const [consumer] = state.consumers;
  // A missing consumer is made anew, and is then given everything that is stored.
  if (consumer === undefined || place.seq > consumer.deliveredSeq) return 'undelivered';
  return place.seq <= consumer.ackFloorSeq || consumer.inFlight === 0 ? 'look_final' : 'look';
}
