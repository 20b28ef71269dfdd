import type { RowDataPacket } from '@ballast/database';
import type { Queryable } from '../queryable.ts';
import type { JobMark } from './refusal.ts';

interface MarkRow extends RowDataPacket {
  letter_id: number;
  job_id: string;
  operator: string;
  at: Date | null;
}

/** Jobs under way that are about to send these letters. */
export async function readQueuedBy(connection: Queryable, letterIds: readonly number[]): Promise<Map<number, JobMark>> {
  return await readMarks(
    connection,
    `SELECT i.letter_id, i.job_id, j.operator, j.created_at AS at
       FROM redrive_job_items i FORCE INDEX (redrive_job_items_letter) JOIN redrive_jobs j ON j.id = i.job_id
      WHERE i.letter_id IN (?) AND i.state = 'waiting' AND j.state IN ('running', 'paused')`,
    letterIds,
  );
}

/** The jobs that sent these letters last. */
export async function readSentBy(connection: Queryable, letterIds: readonly number[]): Promise<Map<number, JobMark>> {
  return await readMarks(
    connection,
    `SELECT i.letter_id, i.job_id, j.operator, i.sent_at AS at
       FROM redrive_job_items i FORCE INDEX (redrive_job_items_letter) JOIN redrive_jobs j ON j.id = i.job_id
      WHERE i.letter_id IN (?) AND i.sent_at IS NOT NULL ORDER BY i.sent_at`,
    letterIds,
  );
}

async function readMarks(
  connection: Queryable,
  sql: string,
  letterIds: readonly number[],
): Promise<Map<number, JobMark>> {
  if (letterIds.length === 0) return new Map();
  const [rows] = await connection.query<MarkRow[]>(sql, [letterIds]);
  return new Map(rows.map((row) => [row.letter_id, { jobId: row.job_id, operator: row.operator, at: row.at }]));
}
