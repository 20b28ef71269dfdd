import { formatEventId } from '@ballast/contracts';
import type { RowDataPacket, Tx } from '@ballast/database';
import { chunks } from '../chunks.ts';
import { isOfSubject } from '../open-items.ts';
import { NO_OUTCOME } from './send-batch.ts';

const CHUNK = 500;
const SILENT_REASON = 'No outcome came before the deadline.';

interface OpenItem extends RowDataPacket {
  position: number;
  letter_id: number;
  message_id: string;
  /** Of its letter. */
  subject: string | null;
  generation: number;
  reason_code: string | null;
}

/**
 * Ends the items whose outcome did not come in time, in the caller's transaction, which holds the job's row. They become
 * `silent`. A message without a business row is the exception, as nobody would ever report its success: once it has left
 * the outbox and no letter came back, it counts as succeeded, its letter is resolved, and the item says on what ground.
 * While it waits in the outbox it stays as it is.
 */
export async function closeSilent(tx: Tx, jobId: string, deadlineSeconds: number): Promise<number> {
  const [open] = await tx.query<OpenItem[]>(
    `SELECT i.position, i.letter_id, i.message_id, m.original_subject AS subject, i.generation, i.reason_code
       FROM redrive_job_items AS i FORCE INDEX (redrive_job_items_job_state)
       LEFT JOIN dead_letter_messages AS m ON m.id = i.letter_id
      WHERE i.job_id = ? AND i.state = 'sent' AND i.sent_at < NOW(3) - INTERVAL ? SECOND`,
    [jobId, deadlineSeconds],
  );
  const unreported = open.filter(({ reason_code }) => reason_code === NO_OUTCOME);
  const silent = open.filter(({ reason_code }) => reason_code !== NO_OUTCOME);
  let closed = 0;
  for (const some of chunks(unreported, CHUNK)) closed += await succeedBySilence(tx, jobId, some);
  for (const some of chunks(silent, CHUNK)) {
    await endItems(tx, jobId, some, 'silent', 'silent', SILENT_REASON);
    closed += some.length;
  }
  return closed;
}

async function succeedBySilence(tx: Tx, jobId: string, items: readonly OpenItem[]): Promise<number> {
  const [waiting] = await tx.query<RowDataPacket[]>('SELECT event_id, subject FROM outbox WHERE event_id IN (?)', [
    [...new Set(items.map(eventIdOf))],
  ]);
  const published = items.filter(
    (item) => !waiting.some(({ event_id, subject }) => event_id === eventIdOf(item) && isOfSubject(item, subject)),
  );
  if (published.length === 0) return 0;
  await tx.query(
    `UPDATE dead_letter_messages FORCE INDEX (PRIMARY)
        SET status = 'resolved', resolution = 'succeeded', resolved_at = NOW(3), resolved_by = ?
      WHERE id IN (?) AND status = 'reprocessing'`,
    [`redrive ${jobId}: no new letter came`, published.map(({ letter_id }) => letter_id)],
  );
  await endItems(
    tx,
    jobId,
    published,
    'succeeded',
    NO_OUTCOME,
    'It was published, and no new letter came before the deadline. Nobody reports more about this message.',
  );
  return published.length;
}

/** The redrive's: one generation on, enqueued once, since there is no row that would count. */
function eventIdOf({ message_id, generation }: OpenItem): string {
  return formatEventId({ id: message_id, generation: generation + 1, enqueue: 1 });
}

async function endItems(
  tx: Tx,
  jobId: string,
  items: readonly OpenItem[],
  state: 'silent' | 'succeeded',
  code: string,
  reason: string,
): Promise<void> {
  await tx.query(
    `UPDATE redrive_job_items FORCE INDEX (PRIMARY) SET state = ?, reason_code = ?, reason = ?, finished_at = NOW(3)
      WHERE job_id = ? AND position IN (?) AND state = 'sent'`,
    [state, code, reason, jobId, items.map(({ position }) => position)],
  );
}
