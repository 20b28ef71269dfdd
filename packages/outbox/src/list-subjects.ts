import type { Database, RowDataPacket } from '@ballast/database';

/** A subject that has rows to publish now. */
export interface DueSubject {
  readonly subject: string;
  /** When the row that has been due for longest became so. */
  readonly dueSince: Date;
}

interface NextSubject extends RowDataPacket {
  subject: string;
  next_retry_at: Date;
  is_due: 0 | 1;
}

/** One dive into `outbox_subject_next_retry_at_id`: the first entry of the next subject, which is its earliest due one. */
export const NEXT_SUBJECT_SQL = `SELECT subject, next_retry_at, next_retry_at <= NOW(3) AS is_due
  FROM outbox FORCE INDEX (outbox_subject_next_retry_at_id) WHERE subject > ? ORDER BY subject, next_retry_at, id LIMIT 1`;

/**
 * The subjects that have rows to publish now, the one that has waited longest first.
 *
 * It hops from subject to subject in the index, one row each. A `SELECT DISTINCT` would leave it to the statistics
 * whether all of a backlog's rows are read, and those are at their worst just when a backlog has built up.
 */
export async function listSubjects(db: Database): Promise<DueSubject[]> {
  return await db.withConnection(async (connection) => {
    const due: DueSubject[] = [];
    let last = '';
    for (;;) {
      const [[next]] = await connection.query<NextSubject[]>(NEXT_SUBJECT_SQL, [last]);
      if (next === undefined) break;
      if (next.is_due === 1) due.push({ subject: next.subject, dueSince: next.next_retry_at });
      last = next.subject;
    }
    return due.sort((a, b) => a.dueSince.getTime() - b.dueSince.getTime());
  });
}
