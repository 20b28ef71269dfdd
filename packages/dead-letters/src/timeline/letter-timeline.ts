import type { TimelineEvent } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { auditEvents } from './audit-events.ts';
import { eventsOfLetter, LETTER_EVENT_COLUMNS, type LetterEventRow } from './letter-events.ts';
import { redriveEvents } from './redrive-events.ts';
import { inOrder } from './timeline-order.ts';

/** What has happened to a letter whose message has no id: nothing else is known of it. Throws `DatabaseError`. */
export async function letterTimeline(db: Database, letterId: number): Promise<TimelineEvent[]> {
  return await db.withConnection(async (connection) => {
    const [rows] = await connection.query<LetterEventRow[]>(
      `SELECT ${LETTER_EVENT_COLUMNS} FROM dead_letter_messages WHERE id = ?`,
      [letterId],
    );
    return inOrder([
      ...rows.flatMap(eventsOfLetter),
      ...(await redriveEvents(connection, { letterId })),
      ...(await auditEvents(connection, { letterIds: [letterId], requestIds: [] })),
    ]);
  });
}
