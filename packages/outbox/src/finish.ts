import type { ResultSetHeader, Tx } from '@ballast/database';
import { OutboxError } from './outbox-error.ts';
import type { OutboxRow } from './outbox-row.ts';

/** A row whose message is stored, and where. */
export interface PublishedRow {
  readonly row: OutboxRow;
  readonly stream: string;
  /** When that stream was made, as the server says it; with it the sequence stays unique if the stream is made anew. */
  readonly streamCreated: string;
  readonly seq: number;
}

/**
 * Removes published rows and records where their messages lie, in the transaction that claimed them.
 *
 * `ORDER BY id LIMIT n` keeps the delete on the primary key: without it a small table is scanned in full, and waits for
 * everybody's uncommitted inserts. The history takes a second record of the same event id as a correction, since a row
 * that could never be finished would be published again for ever; one of another subject is another message's, and is not
 * recorded. Only requests and mails are looked up there, whose ids are ours: for them the worst is one more enqueue.
 *
 * @throws OutboxError `claim_lost` when not all of the rows were there: roll back.
 */
export async function finish(tx: Tx, published: readonly PublishedRow[]): Promise<void> {
  if (published.length === 0) return;
  await deleteRows(
    tx,
    published.map((one) => one.row),
  );
  await tx.query(
    `INSERT INTO outbox_history (event_id, subject, stream, stream_created, seq) VALUES ?
     ON DUPLICATE KEY UPDATE stream = IF(subject = VALUES(subject), VALUES(stream), stream),
       stream_created = IF(subject = VALUES(subject), VALUES(stream_created), stream_created),
       seq = IF(subject = VALUES(subject), VALUES(seq), seq),
       published_at = IF(subject = VALUES(subject), VALUES(published_at), published_at)`,
    [published.map((one) => [one.row.eventId, one.row.subject, one.stream, one.streamCreated, one.seq])],
  );
}

/** Deletes claimed rows by primary key. */
export async function deleteRows(tx: Tx, rows: readonly OutboxRow[]): Promise<void> {
  const [result] = await tx.query<ResultSetHeader>('DELETE FROM outbox WHERE id IN (?) ORDER BY id LIMIT ?', [
    rows.map((row) => row.id),
    rows.length,
  ]);
  if (result.affectedRows !== rows.length) {
    throw new OutboxError('claim_lost', `${result.affectedRows} of ${rows.length} claimed rows were there to delete`);
  }
}
