import {
  type Database,
  GroupCommit,
  GroupCommitFullError,
  type RowDataPacket,
  type Tx,
  withTransaction,
} from '@ballast/database';
import { activeTraceContext } from '@ballast/telemetry';
import { Code, ConnectError } from '@connectrpc/connect';
import type { CheckedEvent } from '../events/check-event.ts';

/** The events of one call: all of them are accepted, or none. */
interface Accepting {
  readonly stream: string;
  readonly events: readonly CheckedEvent[];
  readonly headers: string;
}

export type Acceptance = GroupCommit<Accepting, true>;

type Row = readonly [stream: string, id: string, subject: string, body: Buffer, headers: string];

/** One statement stays well under MariaDB's default `max_allowed_packet` (16 MiB), even if escaping doubles the bytes. */
const MAX_STATEMENT_BYTES = 4_194_304;
const MAX_STATEMENT_ROWS = 500;
const MAX_CALLS_TOGETHER = 50;
const MAX_CALLS_WAITING = 1_000;

const PRESENT_SQL = `SELECT event_id FROM hub_events FORCE INDEX (hub_events_stream_event_id)
  WHERE stream = ? AND event_id IN (?)`;

/** Calls that come at the same moment are committed together. */
export function createAcceptance(db: Database): Acceptance {
  return new GroupCommit<Accepting, true>({
    maxGroup: MAX_CALLS_TOGETHER,
    maxQueued: MAX_CALLS_WAITING,
    what: 'accepted events',
    commit: async (calls) => {
      await withTransaction(db, (tx) => insertAll(tx, calls));
      return calls.map(() => true);
    },
  });
}

/**
 * Resolves when the events are committed: each is published until every group has acknowledged it. One whose event_id waits
 * here already stays as it was accepted first. Throws ConnectError `resource_exhausted` and DatabaseError.
 */
export async function acceptEvents(
  acceptance: Acceptance,
  stream: string,
  events: readonly CheckedEvent[],
): Promise<void> {
  try {
    await acceptance.submit({ stream, events, headers: JSON.stringify(activeTraceContext()) });
  } catch (error) {
    if (!(error instanceof GroupCommitFullError)) throw error;
    throw new ConnectError('the hub has too much to do: nothing was stored', Code.ResourceExhausted);
  }
}

/**
 * In the order of the unique key: two groups that repeat each other's events in opposite order would lock each other out. What
 * is here already is left out by a look that locks nothing; only who comes at the same moment waits, for a relay may hold a row
 * for as long as the broker takes.
 */
async function insertAll(tx: Tx, calls: readonly Accepting[]): Promise<void> {
  const byStream = Map.groupBy(calls, ({ stream }) => stream);
  for (const stream of [...byStream.keys()].sort()) {
    const rows = new Map<string, Row>();
    for (const { events, headers } of byStream.get(stream) ?? []) {
      for (const { id, subject, body } of events) {
        if (!rows.has(id)) rows.set(id, [stream, id, subject, Buffer.from(body), headers]);
      }
    }
    for (const part of statements([...rows.values()].sort(([, one], [, other]) => (one < other ? -1 : 1)))) {
      await insertNew(tx, stream, part);
    }
  }
}

async function insertNew(tx: Tx, stream: string, rows: readonly Row[]): Promise<void> {
  const [present] = await tx.query<(RowDataPacket & { event_id: string })[]>(PRESENT_SQL, [
    stream,
    rows.map(([, id]) => id),
  ]);
  const known = new Set(present.map(({ event_id }) => event_id));
  const fresh = rows.filter(([, id]) => !known.has(id));
  if (fresh.length === 0) return;
  await tx.query(
    'INSERT INTO hub_events (stream, event_id, subject, body, headers) VALUES ? ON DUPLICATE KEY UPDATE id = id',
    [fresh],
  );
}

/** Cuts rows into statements of bounded size. */
function statements(rows: readonly Row[]): Row[][] {
  const all: Row[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = row[3].length + row[4].length;
    const current = all.at(-1);
    if (current === undefined || bytes + size > MAX_STATEMENT_BYTES || current.length === MAX_STATEMENT_ROWS) {
      all.push([row]);
      bytes = size;
    } else {
      current.push(row);
      bytes += size;
    }
  }
  return all;
}
