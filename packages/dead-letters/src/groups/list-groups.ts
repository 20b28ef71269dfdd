import type { DeadLetterGroup } from '@ballast/contracts/operators';
import type { Database, PoolConnection, RowDataPacket } from '@ballast/database';

/** Which groups to list. */
export interface GroupFilter {
  readonly status: DeadLetterGroup['status'];
  readonly limit: number;
}

interface GroupRow extends RowDataPacket {
  fingerprint: string;
  family: string;
  subject: string;
  consumer: string | null;
  error_type: DeadLetterGroup['error_type'];
  error_code: string | null;
  title: string;
  status: DeadLetterGroup['status'];
  ignore_until_per_hour: number | null;
  pending: number | string;
  total: number;
  first_seen_at: Date;
  last_seen_at: Date;
  regressed_at: Date | null;
}

/** Pending letters are counted from the letters, over one index, for all groups at once. */
const GROUPS_SQL = `SELECT g.fingerprint, g.family, g.subject, g.consumer, g.error_type, g.error_code, g.title, g.status,
    g.ignore_until_per_hour, g.total, g.first_seen_at, g.last_seen_at, g.regressed_at, COALESCE(p.pending, 0) AS pending
  FROM dead_letter_groups AS g
  LEFT JOIN (SELECT fingerprint, COUNT(*) AS pending
    FROM dead_letter_messages FORCE INDEX (dead_letter_messages_status_fingerprint)
    WHERE status = 'pending' GROUP BY fingerprint) AS p ON p.fingerprint = g.fingerprint`;

/** Groups of one state, those with the most pending letters first. Throws `DatabaseError`. */
export async function listGroups(db: Database, { status, limit }: GroupFilter): Promise<DeadLetterGroup[]> {
  return await db.withConnection(async (connection) => {
    const [rows] = await connection.query<GroupRow[]>(
      `${GROUPS_SQL} WHERE g.status = ? ORDER BY pending DESC, g.last_seen_at DESC LIMIT ?`,
      [status, limit],
    );
    return await withHours(connection, rows);
  });
}

/** One group by its fingerprint. Throws `DatabaseError`. */
export async function readGroup(db: Database, fingerprint: string): Promise<DeadLetterGroup | undefined> {
  return await db.withConnection(async (connection) => {
    const [rows] = await connection.query<GroupRow[]>(`${GROUPS_SQL} WHERE g.fingerprint = ?`, [fingerprint]);
    return (await withHours(connection, rows))[0];
  });
}

interface HourRow extends RowDataPacket {
  fingerprint: string;
  hours_ago: number | string;
  count: number | string;
}

async function withHours(connection: PoolConnection, rows: readonly GroupRow[]): Promise<DeadLetterGroup[]> {
  if (rows.length === 0) return [];
  const [counts] = await connection.query<HourRow[]>(
    `SELECT fingerprint, TIMESTAMPDIFF(HOUR, dlq_created_at, NOW(3)) AS hours_ago, COUNT(*) AS count
     FROM dead_letter_messages FORCE INDEX (dead_letter_messages_created_fingerprint)
     WHERE dlq_created_at > NOW(3) - INTERVAL 24 HOUR AND fingerprint IN (?) GROUP BY fingerprint, hours_ago`,
    [rows.map(({ fingerprint }) => fingerprint)],
  );
  const hours = new Map<string, number[]>();
  for (const { fingerprint, hours_ago, count } of counts) {
    const own = hours.get(fingerprint) ?? noLetters();
    // A clock that is ahead of the server's makes a letter of the future: it is of this hour.
    const index = 23 - Math.max(0, Math.min(23, Number(hours_ago)));
    own[index] = (own[index] ?? 0) + Number(count);
    hours.set(fingerprint, own);
  }
  return rows.map((row) => toGroup(row, hours.get(row.fingerprint) ?? noLetters()));
}

function noLetters(): number[] {
  return Array.from({ length: 24 }, () => 0);
}

function toGroup(row: GroupRow, hours: number[]): DeadLetterGroup {
  return {
    fingerprint: row.fingerprint,
    family: row.family,
    subject: row.subject,
    ...(row.consumer !== null && { consumer: row.consumer }),
    error_type: row.error_type,
    ...(row.error_code !== null && { error_code: row.error_code }),
    title: row.title,
    status: row.status,
    ...(row.ignore_until_per_hour !== null && { ignore_until_per_hour: row.ignore_until_per_hour }),
    pending: Number(row.pending),
    total: row.total,
    first_seen_at: row.first_seen_at.toISOString(),
    last_seen_at: row.last_seen_at.toISOString(),
    ...(row.regressed_at !== null && { regressed_at: row.regressed_at.toISOString() }),
    last_24_hours: hours,
  };
}
