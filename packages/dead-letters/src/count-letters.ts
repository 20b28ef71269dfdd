import type { Tx } from '@ballast/database';
import { compare } from './compare.ts';
import type { JudgedLetter } from './letter-fate.ts';

/** Counts new letters in the statistics of this hour, in the order of subject and type. */
export async function countLetters(tx: Tx, judged: readonly JudgedLetter[]): Promise<void> {
  const counts = new Map<string, { subject: string; type: string; count: number }>();
  for (const { row } of judged) {
    const key = `${row.subject}\n${row.errorType}`;
    const one = counts.get(key) ?? { subject: row.subject, type: row.errorType, count: 0 };
    one.count += 1;
    counts.set(key, one);
  }
  const sorted = [...counts].sort(([one], [other]) => compare(one, other));
  if (sorted.length === 0) return;
  const tuples = sorted.map(() => `(DATE_FORMAT(NOW(3), '%Y-%m-%d %H:00:00.000'), ?, ?, ?)`);
  await tx.query(
    `INSERT INTO dlq_statistics (date_hour, subject, error_type, count) VALUES ${tuples.join(', ')}
     ON DUPLICATE KEY UPDATE count = count + VALUES(count)`,
    sorted.flatMap(([, { subject, type, count }]) => [subject, type, count]),
  );
}
