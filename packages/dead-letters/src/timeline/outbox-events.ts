import { parseEventId } from '@ballast/contracts';
import type { TimelineEvent } from '@ballast/contracts/operators';
import type { PoolConnection, RowDataPacket } from '@ballast/database';
import type { IsMeant } from './is-meant.ts';

interface WaitingRow extends RowDataPacket {
  event_id: string;
  subject: string;
  retry_count: number;
  error_message: string | null;
  created_at: Date;
}

interface PublishedRow extends RowDataPacket {
  event_id: string;
  subject: string;
  stream: string;
  seq: number | string;
  published_at: Date;
}

const MAX_ROWS = 200;
/** All event ids of one message: `<id>:r` and what follows, by the unique index. `s` is the letter after `r`. */
const OF_MESSAGE = 'event_id >= ? AND event_id < ?';

/** What waits to be published, and what was. */
export async function outboxEvents(
  connection: PoolConnection,
  ids: readonly string[],
  isMeant: IsMeant,
): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  for (const id of ids) {
    const range = [`${id}:r`, `${id}:s`, MAX_ROWS];
    const [waiting] = await connection.query<WaitingRow[]>(
      `SELECT event_id, subject, retry_count, error_message, created_at FROM outbox WHERE ${OF_MESSAGE} LIMIT ?`,
      range,
    );
    const [published] = await connection.query<PublishedRow[]>(
      `SELECT event_id, subject, stream, seq, published_at FROM outbox_history WHERE ${OF_MESSAGE} LIMIT ?`,
      range,
    );
    const isOwn = ({ subject }: { subject: string }) => isMeant(id, subject);
    events.push(...waiting.filter(isOwn).map(toEnqueued), ...published.filter(isOwn).map(toPublished));
  }
  return events;
}

function toEnqueued(row: WaitingRow): TimelineEvent {
  const tries = row.retry_count === 0 ? '' : ` ${row.retry_count} tries failed so far.`;
  return {
    at: row.created_at.toISOString(),
    kind: 'enqueued',
    title: `It was put into the outbox for ${row.subject}, and waits there to be published.${tries}`,
    ...identityOf(row.event_id),
    ...(row.error_message !== null && { error_message: row.error_message }),
  };
}

function toPublished(row: PublishedRow): TimelineEvent {
  return {
    at: row.published_at.toISOString(),
    kind: 'published',
    title: `It was published: number ${row.seq} of ${row.stream}.`,
    ...identityOf(row.event_id),
    details: { event_id: row.event_id, stream: row.stream, seq: Number(row.seq) },
  };
}

function identityOf(eventId: string): { message_id?: string; generation?: number } {
  const identity = parseEventId(eventId);
  return identity === undefined ? {} : { message_id: identity.id, generation: identity.generation };
}
