import type { Database } from '@ballast/database';
import { type Messaging, MessagingError, readStored, type StreamState, streamState } from '@ballast/messaging';
import type { Finding, GoneReason } from './finding.ts';
import { judgePlace } from './judge-place.ts';
import type { OpenRow } from './open-rows.ts';
import { type Place, readLettered, readPlaces, readWaiting } from './published-places.ts';

/** Messages asked for at once. */
const CONCURRENT_LOOKS = 64;

export interface LookOptions {
  /** The most messages that are asked for one by one; what is beyond is `unknown` this time. */
  readonly maxLooks: number;
}

/**
 * Says for each open row what will move it, from the evidence: its lease, the outbox, the history of what was published
 * with a look at the broker, its letters. Three statements and a question for each stream, however many rows wait to be
 * delivered; only messages that were delivered and may be settled are asked for one by one.
 *
 * A row may change while it is looked at (its worker finishes, its letter is on its way): whoever acts on `gone` has
 * to check that no letter is under way, lock the row and compare. Throws `DatabaseError`; a broker that is away only
 * leaves rows `unknown`.
 */
export async function lookForMovers(
  db: Database,
  messaging: Messaging,
  rows: readonly OpenRow[],
  options: LookOptions,
): Promise<Finding[]> {
  const unleased = rows.filter((row) => !row.isLeased);
  const { waiting, places } = await db.withConnection(async (connection) => {
    const waiting = await readWaiting(connection, unleased);
    const unpublished = unleased.filter((row) => !waiting.has(row));
    return { waiting, places: await readPlaces(connection, unpublished) };
  });
  const looker = new Looker(messaging, options.maxLooks);
  const states = await looker.states([...places.values()]);
  const findings = await inTurns(rows, async (row): Promise<Finding> => {
    if (row.isLeased) return { kind: 'moving', row, by: 'lease' };
    if (waiting.has(row)) return { kind: 'moving', row, by: 'outbox_row' };
    const place = places.get(row);
    if (place === undefined) return gone(row, 'no_record', undefined);
    return await looker.judge(row, place, states);
  });
  return await sparingLettered(db, findings);
}

class Looker {
  readonly #messaging: Messaging;
  #looksLeft: number;

  constructor(messaging: Messaging, maxLooks: number) {
    this.#messaging = messaging;
    this.#looksLeft = maxLooks;
  }

  /** The streams as they are now; `'away'` for one that cannot be asked. */
  async states(places: readonly Place[]): Promise<ReadonlyMap<string, StreamState | undefined | 'away'>> {
    const streams = [...new Set(places.map(({ stream }) => stream))];
    return new Map(await Promise.all(streams.map(async (stream) => [stream, await this.#state(stream)] as const)));
  }

  async #state(stream: string): Promise<StreamState | undefined | 'away'> {
    try {
      return await streamState(this.#messaging, stream);
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
      return 'away';
    }
  }

  async judge(
    row: OpenRow,
    place: Place,
    states: ReadonlyMap<string, StreamState | undefined | 'away'>,
  ): Promise<Finding> {
    const state = states.get(place.stream);
    if (state === 'away') return { kind: 'unknown', row };
    const verdict = judgePlace(place, state);
    if (verdict === 'unknown') return { kind: 'unknown', row };
    if (verdict === 'undelivered') return { kind: 'moving', row, by: 'stored_message' };
    if (verdict === 'stream_recreated' || verdict === 'not_stored') return gone(row, verdict, place);
    return await this.#look(row, place, verdict);
  }

  async #look(row: OpenRow, place: Place, verdict: 'look' | 'look_final'): Promise<Finding> {
    if (this.#looksLeft <= 0) return { kind: 'unknown', row };
    this.#looksLeft -= 1;
    try {
      const stored = await readStored(this.#messaging, place.stream, place.seq);
      if (stored === undefined) return gone(row, 'not_stored', place);
      if (stored.messageId !== place.eventId) return gone(row, 'other_message', place);
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
      return { kind: 'unknown', row };
    }
    if (verdict === 'look_final') return gone(row, 'not_delivered_again', place);
    return { kind: 'moving', row, by: 'stored_message' };
  }
}

/** What seems to be gone may have its letter: asked last, since a letter is stored after its message has gone. */
async function sparingLettered(db: Database, findings: readonly Finding[]): Promise<Finding[]> {
  const suspects = findings.filter((finding) => finding.kind === 'gone').map(({ row }) => row);
  if (suspects.length === 0) return [...findings];
  const lettered = await db.withConnection((connection) => readLettered(connection, suspects));
  return findings.map((finding) =>
    finding.kind === 'gone' && lettered.has(finding.row) ? { kind: 'moving', row: finding.row, by: 'letter' } : finding,
  );
}

const SAYS: Readonly<Record<GoneReason, (place: string) => string>> = {
  no_record: () => 'It waits in no outbox row, and nothing says that it was ever published.',
  stream_recreated: (place) => `It was published as ${place}, and that stream was made anew since.`,
  not_stored: (place) => `It was published as ${place}, where nothing is stored.`,
  other_message: (place) => `It was published as ${place}, where another message is stored.`,
  not_delivered_again: (place) => `It is stored as ${place}, and was delivered as often as the server allows.`,
};

function gone(row: OpenRow, reason: GoneReason, place: Place | undefined): Finding {
  const where = place === undefined ? '' : `message ${place.seq} of ${place.stream}`;
  return { kind: 'gone', row, reason, evidence: SAYS[reason](where) };
}

/** Like `Promise.all` over the items, with a bounded number under way. */
async function inTurns<Item, Result>(items: readonly Item[], fn: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const turns = items.entries();
  const take = async () => {
    for (const [index, item] of turns) results[index] = await fn(item);
  };
  await Promise.all(Array.from({ length: CONCURRENT_LOOKS }, take));
  return results;
}
