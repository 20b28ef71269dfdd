import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { runUntilCertain, TRANSACTION_DEADLINE_MS } from './commit-in-doubt.ts';
import { insertSubmissions } from './insert-submissions.ts';
import { accept, type IntakeResult, type KeyedSubmission, toAccepted } from './submission.ts';

interface KeyRow extends RowDataPacket {
  caller: string;
  idem_key: string;
  body_hash: string;
  request_id: string;
}

interface RequestRow extends RowDataPacket {
  id: string;
  number: string;
  created_at: Date;
  trace_id: string;
}

/**
 * Commits a group of submissions with idempotency keys. Keys are claimed in sorted order: two groups with the same keys
 * in opposite order would otherwise wait for each other.
 */
export async function commitKeyed(
  db: Database,
  submissions: readonly KeyedSubmission[],
  resolveWithinMs: number,
): Promise<IntakeResult[]> {
  const owners = firstOfEachKey(submissions);
  const { keys, requests } = await runUntilCertain(
    (inDoubt) =>
      withTransaction(db, (tx) => claimAndInsert(tx, owners, inDoubt), { deadlineMs: TRANSACTION_DEADLINE_MS }),
    { resolveWithinMs },
  );
  return submissions.map((submission) => {
    const key = keys.get(nameOf(submission));
    if (key === undefined) throw new Error('a claimed idempotency key is missing from its own transaction');
    if (!submission.bodyHashes.includes(key.body_hash)) return { kind: 'key_reused' };
    if (key.request_id === submission.id) return accept(submission);
    const request = requests.get(key.request_id);
    if (request === undefined) throw new Error('an idempotency key names a request that does not exist');
    return { kind: 'replayed', accepted: toAccepted(request) };
  });
}

async function claimAndInsert(tx: Tx, owners: readonly KeyedSubmission[], inDoubt: boolean) {
  // The update changes nothing: it makes the insert wait for, and then leave alone, a key that somebody else has.
  await tx.query(
    `INSERT INTO idempotency_keys (caller, idem_key, body_hash, request_id, created_at) VALUES ?
     ON DUPLICATE KEY UPDATE request_id = request_id`,
    [owners.map((one) => [one.caller, one.key, one.bodyHashes[0], one.id, one.createdAt])],
  );
  const [keyRows] = await tx.query<KeyRow[]>(
    'SELECT caller, idem_key, body_hash, request_id FROM idempotency_keys WHERE (caller, idem_key) IN (?)',
    [owners.map((one) => [one.caller, one.key])],
  );
  const keys = new Map(keyRows.map((row) => [nameOf({ caller: row.caller, key: row.idem_key }), row]));

  const claimed = owners.filter((one) => keys.get(nameOf(one))?.request_id === one.id);
  const stored = inDoubt
    ? await readRequests(
        tx,
        claimed.map((one) => one.id),
      )
    : new Map<string, RequestRow>();
  await insertSubmissions(
    tx,
    claimed.filter((one) => !stored.has(one.id)),
  );

  const requests = await readRequests(
    tx,
    keyRows.map((row) => row.request_id),
  );
  return { keys, requests };
}

async function readRequests(tx: Tx, ids: readonly string[]): Promise<Map<string, RequestRow>> {
  if (ids.length === 0) return new Map();
  const [rows] = await tx.query<RequestRow[]>(
    'SELECT id, number, created_at, trace_id FROM prime_checks WHERE id IN (?)',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** One submission for each key (the first that came), in the order in which all groups claim keys. */
function firstOfEachKey(submissions: readonly KeyedSubmission[]): KeyedSubmission[] {
  const first = new Map<string, KeyedSubmission>();
  for (const one of submissions) {
    if (!first.has(nameOf(one))) first.set(nameOf(one), one);
  }
  return [...first.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function nameOf(one: { readonly caller: string; readonly key: string }): string {
  return `${one.caller}\n${one.key}`;
}
