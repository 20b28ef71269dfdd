import type { Database, RowDataPacket } from '@ballast/database';
import { NEXT_SUBJECT_SQL } from './list-subjects.ts';

/** Counting reads the index; this bounds it to about 30 ms a subject however far the relay is behind. */
const MAX_COUNTED = 100_000;

/** What waits of one subject. */
export interface SubjectBacklog {
  readonly subject: string;
  /** Rows not published yet, those waiting for their retry time included. Exact up to 100,000, then that. */
  readonly count: number;
  readonly oldestCreatedAt: Date;
  /** By the database's clock. */
  readonly oldestAgeSeconds: number;
}

interface CountRecord extends RowDataPacket {
  count: number;
  oldest_id: string | number | null;
}

interface AgeRecord extends RowDataPacket {
  created_at: Date;
  age_seconds: number;
}

/** What waits in the outbox, by subject. Subjects without rows are missing from the answer. */
export async function stats(db: Database): Promise<SubjectBacklog[]> {
  return await db.withConnection(async (connection) => {
    const backlogs: SubjectBacklog[] = [];
    let last = '';
    for (;;) {
      const [[next]] = await connection.query<RowDataPacket[]>(NEXT_SUBJECT_SQL, [last]);
      if (next === undefined) return backlogs;
      const subject = next.subject as string;
      last = subject;

      // Index only. Ids grow with time, so the smallest is the oldest without reading any row for its date.
      const [[counted]] = await connection.query<CountRecord[]>(
        `SELECT COUNT(*) AS count, MIN(id) AS oldest_id FROM (
           SELECT id FROM outbox FORCE INDEX (outbox_subject_next_retry_at_id) WHERE subject = ? ORDER BY next_retry_at, id LIMIT ?
         ) AS waiting`,
        [subject, MAX_COUNTED],
      );
      const [[oldest]] = await connection.query<AgeRecord[]>(
        `SELECT created_at, TIMESTAMPDIFF(MICROSECOND, created_at, NOW(3)) / 1000000 AS age_seconds
         FROM outbox WHERE id = ?`,
        [counted?.oldest_id ?? null],
      );
      // Published between the two looks: the next call will see what is left.
      if (counted === undefined || oldest === undefined) continue;
      backlogs.push({
        subject,
        count: counted.count,
        oldestCreatedAt: oldest.created_at,
        oldestAgeSeconds: Math.max(0, Number(oldest.age_seconds)),
      });
    }
  });
}
