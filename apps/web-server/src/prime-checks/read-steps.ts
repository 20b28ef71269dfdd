import { type PrimeCheckSteps, SUBJECT } from '@ballast/contracts';
import type { Database, PoolConnection, RowDataPacket } from '@ballast/database';

interface RequestRow extends RowDataPacket {
  generation: number;
  created_at: Date;
  completed_at: Date | null;
  trace_id: string | null;
  mail_status: string | null;
  sent_at: Date | null;
  message_id: string | null;
}

/** Where a mail and a trace can be looked at, with `{message_id}` and `{trace_id}` in them. */
export interface UrlTemplates {
  readonly mail: string | undefined;
  readonly trace: string | undefined;
}

const WAITING: ReadonlySet<string> = new Set(['pending', 'sending']);

/**
 * The way of a request as whoever has its id may see it: the times, and whether its mail went; no address, no worker, no
 * error. `published` is of the generation that it is in, so a redriven request shows its new way. Throws `DatabaseError`.
 */
export async function readSteps(
  db: Database,
  id: string,
  templates: UrlTemplates,
): Promise<PrimeCheckSteps | undefined> {
  return db.withConnection(async (connection) => {
    const row = await readRequest(connection, id);
    if (row === undefined) return undefined;
    const published = await readPublished(connection, `${id}:r${row.generation}:e`);
    const times = [
      { step: 'accepted', time: row.created_at },
      { step: 'published', time: published },
      { step: 'checked', time: row.completed_at },
      { step: 'mailed', time: row.sent_at },
    ] as const;
    return {
      id,
      steps: times.flatMap(({ step, time }) => (time === null ? [] : [{ step, at: time.toISOString() }])),
      mail: mailState(row.mail_status),
      ...urlOf('mail_url', templates.mail, '{message_id}', row.message_id?.replace(/^<(.*)>$/u, '$1') ?? null),
      ...urlOf('trace_url', templates.trace, '{trace_id}', row.trace_id),
    };
  });
}

async function readRequest(connection: PoolConnection, id: string): Promise<RequestRow | undefined> {
  const [[row]] = await connection.query<RequestRow[]>(
    `SELECT c.generation, c.created_at, c.completed_at, c.trace_id, d.status AS mail_status, d.sent_at, d.message_id
     FROM prime_checks AS c
     LEFT JOIN email_deliveries AS d ON d.kind = 'prime_check_result' AND d.aggregate_id = c.id
     WHERE c.id = ?`,
    [id],
  );
  return row;
}

/** When the message was first published; null where it was not yet, or where retention has forgotten it. */
async function readPublished(connection: PoolConnection, prefix: string): Promise<Date | null> {
  // By the primary key; `;` follows the digits, so the range is all of the prefix.
  const [[row]] = await connection.query<(RowDataPacket & { published_at: Date | null })[]>(
    `SELECT MIN(published_at) AS published_at FROM outbox_history
     WHERE event_id >= ? AND event_id < ? AND subject = ?`,
    [prefix, `${prefix};`, SUBJECT.primeCheck],
  );
  return row?.published_at ?? null;
}

function mailState(status: string | null): PrimeCheckSteps['mail'] {
  if (status === null) return 'none';
  if (status === 'sent') return 'sent';
  return WAITING.has(status) ? 'waiting' : 'unsent';
}

function urlOf<T extends string>(
  name: T,
  template: string | undefined,
  place: string,
  value: string | null,
): Partial<Record<T, string>> {
  if (template === undefined || value === null) return {};
  return { [name]: template.replaceAll(place, encodeURIComponent(value)) } as Record<T, string>;
}
