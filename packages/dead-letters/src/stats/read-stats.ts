import type { DlqStats } from '@ballast/contracts/operators';
import type { Database, PoolConnection, RowDataPacket } from '@ballast/database';

interface CountRow extends RowDataPacket {
  status: 'pending' | 'reprocessing' | 'resolved' | 'discarded';
  error_type: string;
  subject: string;
  count: number | string;
}

interface HourRow extends RowDataPacket {
  date_hour: Date;
  subject: string;
  error_type: DlqStats['hours'][number]['error_type'];
  count: number;
}

/** What there is, by state, type and subject, and how it came in over the last `hours`. Throws `DatabaseError`. */
export async function readDlqStats(db: Database, hours: number): Promise<DlqStats> {
  return await db.withConnection(async (connection) => {
    // One walk over the index that has all three.
    const [counts] = await connection.query<CountRow[]>(
      `SELECT status, error_type, original_subject AS subject, COUNT(*) AS count
       FROM dead_letter_messages FORCE INDEX (dead_letter_messages_search) GROUP BY status, error_type, original_subject`,
    );
    const recent = await readRecentLetters(connection);
    const [stored] = await connection.query<HourRow[]>(
      `SELECT date_hour, subject, error_type, count FROM dlq_statistics
       WHERE date_hour > NOW(3) - INTERVAL ? HOUR ORDER BY date_hour, subject, error_type`,
      [hours],
    );
    const pending = counts.filter(({ status }) => status === 'pending');
    const inState = (state: CountRow['status']) => sum(counts.filter(({ status }) => status === state));
    return {
      pending: sum(pending),
      reprocessing: inState('reprocessing'),
      resolved: inState('resolved'),
      discarded: inState('discarded'),
      last_hour: recent.lastHour,
      ...(recent.oldestPendingAt !== undefined && { oldest_pending_at: recent.oldestPendingAt.toISOString() }),
      by_type: sumBy(pending, ({ error_type }) => error_type),
      by_subject: sumBy(pending, ({ subject }) => subject),
      hours: stored.map(({ date_hour, subject, error_type, count }) => ({
        date_hour: date_hour.toISOString(),
        subject,
        error_type,
        count,
      })),
    };
  });
}

/** What came in lately, and what has waited longest. */
export interface RecentLetters {
  readonly lastHour: number;
  readonly oldestPendingAt: Date | undefined;
}

/** Two looks at the ends of indexes: cheap however many letters there are. */
export async function readRecentLetters(connection: PoolConnection): Promise<RecentLetters> {
  const [[recent]] = await connection.query<RowDataPacket[]>(
    `SELECT COUNT(*) AS count FROM dead_letter_messages FORCE INDEX (dead_letter_messages_created_fingerprint)
     WHERE dlq_created_at > NOW(3) - INTERVAL 1 HOUR`,
  );
  const [[oldest]] = await connection.query<RowDataPacket[]>(
    `SELECT dlq_created_at AS at FROM dead_letter_messages FORCE INDEX (dead_letter_messages_status_created)
     WHERE status = 'pending' ORDER BY dlq_created_at LIMIT 1`,
  );
  return { lastHour: Number(recent?.count ?? 0), oldestPendingAt: oldest?.at as Date | undefined };
}

function sum(rows: readonly CountRow[]): number {
  return rows.reduce((total, { count }) => total + Number(count), 0);
}

function sumBy(rows: readonly CountRow[], keyOf: (row: CountRow) => string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[keyOf(row)] = (sums[keyOf(row)] ?? 0) + Number(row.count);
  return sums;
}
