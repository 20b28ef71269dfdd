import type { Database } from '@ballast/database';

type Counts<State extends string> = Partial<Record<State, number>>;
type RequestState = 'processing' | 'completed' | 'dead' | 'discarded';
type MailState = 'pending' | 'sending' | 'sent' | 'suppressed' | 'expired' | 'dead' | 'discarded';

const CHUNK = 1_000;

/** Inserts so many requests in each state, uncounted; returns their ids. */
export async function insertRequests(
  db: Database,
  counts: Counts<RequestState>,
  createdAt: Date = new Date(),
): Promise<string[]> {
  const rows = expand(counts).map((status) => {
    const verdict = status === 'completed' ? [1, 'proven', createdAt] : [null, null, null];
    return [nextId(), '7', status, ...verdict, createdAt, createdAt];
  });
  await insert(
    db,
    'prime_checks (id, number, status, is_prime, certainty, completed_at, created_at, updated_at)',
    rows,
  );
  return rows.map(([id]) => id as string);
}

/** Inserts so many mails in each state, uncounted; returns their ids. A mail that is being sent is held for an hour. */
export async function insertMails(
  db: Database,
  counts: Counts<MailState>,
  createdAt: Date = new Date(),
): Promise<string[]> {
  const rows = expand(counts).map((status) => {
    const lease = status === 'sending' ? ['worker', new Date(Date.now() + 3_600_000)] : [null, null];
    const sentAt = status === 'sent' ? createdAt : null;
    return [nextId(), 'prime_check_result', nextId(), status, ...lease, sentAt, createdAt, createdAt];
  });
  const columns = 'id, kind, aggregate_id, status, lease_owner, lease_until, sent_at, created_at, updated_at';
  await insert(db, `email_deliveries (${columns})`, rows);
  return rows.map(([id]) => id as string);
}

let made = 0;

/** Ids that grow, as UUIDv7 do. */
export function nextId(): string {
  made += 1;
  return `0198c0de-0000-7000-8000-${made.toString(16).padStart(12, '0')}`;
}

function expand<State extends string>(counts: Counts<State>): State[] {
  const entries = Object.entries(counts) as [State, number][];
  return entries.flatMap(([state, count]) => Array.from({ length: count }, () => state));
}

async function insert(db: Database, into: string, rows: readonly unknown[][]): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) {
    await db.pool.query(`INSERT INTO ${into} VALUES ?`, [rows.slice(from, from + CHUNK)]);
  }
}
