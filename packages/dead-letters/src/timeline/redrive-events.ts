import type { TimelineEvent } from '@ballast/contracts/operators';
import type { PoolConnection, RowDataPacket } from '@ballast/database';
import type { IsMeant } from './is-meant.ts';

interface ItemRow extends RowDataPacket {
  job_id: string;
  generation: number;
  message_id: string | null;
  /** Of its letter; null once that is deleted. */
  subject: string | null;
  state: 'waiting' | 'sent' | 'succeeded' | 'failed' | 'silent' | 'refused' | 'cancelled';
  reason_code: string | null;
  item_reason: string | null;
  sent_at: Date | null;
  finished_at: Date | null;
  operator: string;
  reason: string;
  created_at: Date;
}

const MAX_ITEMS = 200;
const ENDS: Readonly<Record<string, string>> = {
  succeeded: 'The redrive succeeded.',
  failed: 'The redrive failed: the message has a newer dead letter.',
  silent: 'The redrive had no outcome in time; it counts as failed.',
  cancelled: 'The redrive was cancelled before it was sent.',
};

/** What jobs did with a message, or with a letter that belongs to none. */
export async function redriveEvents(
  connection: PoolConnection,
  of: { readonly messageIds: readonly string[]; readonly isMeant: IsMeant } | { readonly letterId: number },
): Promise<TimelineEvent[]> {
  const [where, value] = 'letterId' in of ? ['i.letter_id = ?', of.letterId] : ['i.message_id IN (?)', of.messageIds];
  const [rows] = await connection.query<ItemRow[]>(
    `SELECT i.job_id, i.generation, i.message_id, i.state, i.reason_code, i.reason AS item_reason, i.sent_at,
       i.finished_at, j.operator, j.reason, j.created_at, m.original_subject AS subject
     FROM redrive_job_items AS i JOIN redrive_jobs AS j ON j.id = i.job_id
     LEFT JOIN dead_letter_messages AS m ON m.id = i.letter_id
     WHERE ${where} ORDER BY j.created_at DESC LIMIT ?`,
    [value, MAX_ITEMS],
  );
  if ('letterId' in of) return rows.flatMap(eventsOfItem);
  return rows
    .filter(({ message_id, subject }) => subject === null || of.isMeant(message_id ?? '', subject))
    .flatMap(eventsOfItem);
}

function eventsOfItem(row: ItemRow): TimelineEvent[] {
  const common = {
    ...(row.message_id !== null && { message_id: row.message_id }),
    details: { job_id: row.job_id },
  };
  const events: TimelineEvent[] = [
    {
      at: row.created_at.toISOString(),
      kind: 'redrive_requested',
      title: `${row.operator} asked for a redrive: ${row.reason}`,
      actor: row.operator,
      generation: row.generation,
      ...common,
    },
  ];
  if (row.sent_at !== null) {
    events.push({
      at: row.sent_at.toISOString(),
      kind: 'redriven',
      title: `It was sent again, as generation ${row.generation + 1}.`,
      generation: row.generation + 1,
      ...common,
    });
  }
  const end = endOf(row);
  return end === undefined || row.finished_at === null
    ? events
    : [...events, { at: row.finished_at.toISOString(), ...end, generation: row.generation, ...common }];
}

function endOf(row: ItemRow): Pick<TimelineEvent, 'kind' | 'title' | 'error_code'> | undefined {
  if (row.state === 'refused') {
    return {
      kind: 'redrive_refused',
      title: `The redrive was refused: ${row.item_reason ?? row.reason_code ?? 'no reason was given'}`,
      ...(row.reason_code !== null && { error_code: row.reason_code }),
    };
  }
  const title = ENDS[row.state];
  return title === undefined ? undefined : { kind: 'redrive_ended', title };
}
