import type { RedriveJob } from '@ballast/contracts/operators';
import type { RowDataPacket } from '@ballast/database';
import type { Queryable } from '../queryable.ts';

export type ItemCounts = RedriveJob['counts'];
type ItemState = keyof ItemCounts;

interface CountRow extends RowDataPacket {
  job_id: string;
  wave: number;
  state: ItemState;
  n: number | string;
}

export function noItems(): ItemCounts {
  return { waiting: 0, sent: 0, succeeded: 0, failed: 0, silent: 0, refused: 0, cancelled: 0 };
}

/** How many items of these jobs are in each state, by job and wave. From the index alone. */
export async function countItems(
  connection: Queryable,
  jobIds: readonly string[],
): Promise<Map<string, Map<number, ItemCounts>>> {
  const counts = new Map<string, Map<number, ItemCounts>>();
  if (jobIds.length === 0) return counts;
  const [rows] = await connection.query<CountRow[]>(
    `SELECT job_id, state, wave, COUNT(*) AS n FROM redrive_job_items FORCE INDEX (redrive_job_items_job_state)
      WHERE job_id IN (?) GROUP BY job_id, state, wave`,
    [jobIds],
  );
  for (const { job_id, wave, state, n } of rows) {
    const waves = counts.get(job_id) ?? new Map<number, ItemCounts>();
    counts.set(job_id, waves);
    const ofWave = waves.get(wave) ?? noItems();
    waves.set(wave, ofWave);
    ofWave[state] += Number(n);
  }
  return counts;
}

export function addUp(all: Iterable<ItemCounts>): ItemCounts {
  const sum = noItems();
  for (const counts of all) for (const state of Object.keys(sum) as ItemState[]) sum[state] += counts[state];
  return sum;
}
