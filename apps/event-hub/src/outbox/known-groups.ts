import type { Database, RowDataPacket } from '@ballast/database';
import { ensureGroup, isGroupThere, type Messaging, type StreamProgress } from '@ballast/messaging';
import type { Logger } from '@ballast/telemetry';

export interface KnownGroup {
  readonly name: string;
  /** Of the making of the stream in which it was seen last. */
  readonly streamCreated: string;
}

const GROUPS_SQL = 'SELECT name, stream_created FROM hub_groups WHERE stream = ? ORDER BY name';
const GROUP_STREAMS_SQL = 'SELECT DISTINCT stream FROM hub_groups';
const FORGET_SQL = 'DELETE FROM hub_groups WHERE stream = ? AND name = ? AND stream_created = ?';
const NOTE_SQL = `INSERT INTO hub_groups (stream, name, stream_created) VALUES ?
  ON DUPLICATE KEY UPDATE stream_created = VALUES(stream_created), seen_at = NOW(3)`;

export async function readGroups(db: Database, stream: string): Promise<KnownGroup[]> {
  const [rows] = await db.pool.query<(RowDataPacket & { name: string; stream_created: string })[]>(GROUPS_SQL, [
    stream,
  ]);
  return rows.map(({ name, stream_created }) => ({ name, streamCreated: stream_created }));
}

export async function streamsWithGroups(db: Database): Promise<string[]> {
  const [rows] = await db.pool.query<(RowDataPacket & { stream: string })[]>(GROUP_STREAMS_SQL);
  return rows.map(({ stream }) => stream);
}

/**
 * Brings together which groups are known and which the broker has: what it has is written down; what it lost with its stream
 * is made again, from the beginning; and what is missing though its stream is the same was deleted by somebody, and is
 * forgotten.
 *
 * @param known read before the broker was asked: a group that another hub made in between would look deleted otherwise
 * @returns whether the broker told of every group, so that what all of them have acknowledged is known
 */
export async function keepGroups(
  { db, messaging, logger }: { readonly db: Database; readonly messaging: Messaging; readonly logger: Logger },
  stream: string,
  known: readonly KnownGroup[],
  { created, groups }: StreamProgress,
): Promise<boolean> {
  const there = new Set(groups.map(({ name }) => name));
  const noted = new Set(known.filter(({ streamCreated }) => streamCreated === created).map(({ name }) => name));
  const seen = [...there].filter((name) => !noted.has(name));
  let isComplete = true;
  for (const { name, streamCreated } of known) {
    if (there.has(name)) continue;
    if (streamCreated !== created) {
      logger.warn({ stream, group: name }, 'a group was lost by the broker, and is made again');
      await ensureGroup(messaging, stream, name, 'all');
      seen.push(name);
      isComplete = false;
    } else if (await isGroupThere(messaging, stream, name)) isComplete = false;
    else {
      logger.info({ stream, group: name }, 'a group was deleted, and is forgotten');
      await db.pool.query(FORGET_SQL, [stream, name, streamCreated]);
    }
  }
  if (seen.length > 0) await db.pool.query(NOTE_SQL, [seen.map((name) => [stream, name, created])]);
  return isComplete;
}
