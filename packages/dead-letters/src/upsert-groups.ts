import type { RowDataPacket, Tx } from '@ballast/database';
import { compare } from './compare.ts';
import type { JudgedLetter } from './letter-fate.ts';
import type { LetterRow } from './letter-row.ts';

/**
 * Counts new letters in their groups, made where there are none, in the order of their fingerprints. A letter that
 * somebody has to act on opens a resolved group again (a regression), and an ignored one when it has had too many letters
 * within an hour; a letter that is over already opens nothing.
 */
export async function upsertGroups(tx: Tx, judged: readonly JudgedLetter[]): Promise<void> {
  const groups = new Map<string, { row: LetterRow; total: number }>();
  for (const { row } of judged) {
    const group = groups.get(row.fingerprint) ?? { row, total: 0 };
    group.total += 1;
    groups.set(row.fingerprint, group);
  }
  const sorted = [...groups.values()].sort((one, other) => compare(one.row.fingerprint, other.row.fingerprint));
  if (sorted.length === 0) return;
  const tuples = sorted.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, NOW(3), NOW(3))');
  await tx.query(
    `INSERT INTO dead_letter_groups (fingerprint, family, subject, consumer, error_type, error_code, title, total,
       first_seen_at, last_seen_at) VALUES ${tuples.join(', ')}
     ON DUPLICATE KEY UPDATE total = total + VALUES(total), last_seen_at = VALUES(last_seen_at)`,
    sorted.flatMap(({ row, total }) => [
      row.fingerprint,
      row.family,
      row.subject,
      row.consumer,
      row.errorType,
      row.errorCode,
      row.title,
      total,
    ]),
  );
  await reopenGroups(tx, new Set(judged.filter(isOpen).map(({ row }) => row.fingerprint)));
}

interface ClosedGroup extends RowDataPacket {
  fingerprint: string;
  status: 'resolved' | 'ignored';
  ignore_until_per_hour: number | null;
}

async function reopenGroups(tx: Tx, fingerprints: ReadonlySet<string>): Promise<void> {
  if (fingerprints.size === 0) return;
  // Locked by the upsert: nobody changes them meanwhile.
  const [closed] = await tx.query<ClosedGroup[]>(
    `SELECT fingerprint, status, ignore_until_per_hour FROM dead_letter_groups FORCE INDEX (PRIMARY)
     WHERE fingerprint IN (?) AND status <> 'active' ORDER BY fingerprint`,
    [[...fingerprints]],
  );
  for (const group of closed) {
    if (group.status === 'resolved' || (await hasTooMany(tx, group))) {
      await tx.query(`UPDATE dead_letter_groups SET status = 'active', regressed_at = NOW(3) WHERE fingerprint = ?`, [
        group.fingerprint,
      ]);
    }
  }
}

/** The n-th newest letter is younger than an hour: so n came within the hour. No more than n index entries are read. */
async function hasTooMany(tx: Tx, { fingerprint, ignore_until_per_hour: limit }: ClosedGroup): Promise<boolean> {
  if (limit === null) return false;
  const [[nth]] = await tx.query<(RowDataPacket & { is_recent: number })[]>(
    `SELECT dlq_created_at > NOW(3) - INTERVAL 1 HOUR AS is_recent FROM dead_letter_messages
     WHERE fingerprint = ? ORDER BY id DESC LIMIT 1 OFFSET ?`,
    [fingerprint, Math.max(0, limit - 1)],
  );
  return nth?.is_recent === 1;
}

function isOpen({ fate }: JudgedLetter): boolean {
  return fate === 'dead' || fate === 'kept';
}
