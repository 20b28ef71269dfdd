import { SUBJECT } from '@ballast/contracts';
import { type Database, insertProcessingLogs, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { closeLetters } from '@ballast/dead-letters';
import { type LedgerState, recordLedger } from '@ballast/ledger';
import type { TraceContext } from '@ballast/telemetry';
import { type Decided, enqueueResultMails } from './enqueue-result-mails.ts';
import type { Decision, Verdict } from './verdict.ts';

/** A group takes some milliseconds. One that takes this long is cut, and its messages are given back. */
const DEADLINE_MS = 10_000;

export interface StoreContext {
  readonly worker: string;
  readonly now: Date;
}

export interface StoredVerdicts {
  /** One for each verdict, in the order given. */
  readonly decisions: Decision[];
  readonly mailsEnqueued: number;
  /** When the requests that have their verdict now were accepted, with their traces. */
  readonly accepted: readonly { readonly at: Date; readonly trace: TraceContext }[];
}

interface RequestRow extends RowDataPacket {
  id: string;
  number: string;
  wants_mail: number;
  status: LedgerState;
  generation: number;
  created_at: Date;
}

/**
 * Stores verdicts in one transaction: locks their requests in the order of their ids (so that two groups never deadlock),
 * and for those that have no verdict yet, whatever their state, writes the verdict, the result mail's delivery with its
 * outbox row, a `success` log, and their places in the ledger, and closes their letters. Requests that have one are left as
 * they are, so a message may be delivered any number of times.
 */
export async function storeVerdicts(
  db: Database,
  verdicts: readonly Verdict[],
  context: StoreContext,
): Promise<StoredVerdicts> {
  return await withTransaction(
    db,
    async (tx) => {
      const rows = await lockRequests(tx, verdicts);
      const { decisions, decided } = decide(verdicts, rows);
      if (decided.length === 0) return { decisions, mailsEnqueued: 0, accepted: [] };
      await completeRequests(tx, decided, context.now);
      await closeLetters(tx, SUBJECT.primeCheck, idsOf(decided.filter((one) => one.mayHaveLetters)), context.worker);
      const mailsEnqueued = await enqueueResultMails(tx, decided, context.now);
      await logSuccess(tx, decided, context.worker);
      await recordLedger(tx, [
        ...decided.map(({ from }) => ({ ledger: 'requests', from, to: 'completed', count: 1 }) as const),
        { ledger: 'emails', to: 'processing', count: mailsEnqueued },
      ]);
      const accepted = decided.map(({ verdict, acceptedAt }) => ({ at: acceptedAt, trace: verdict.trace }));
      return { decisions, mailsEnqueued, accepted };
    },
    { deadlineMs: DEADLINE_MS },
  );
}

async function lockRequests(tx: Tx, verdicts: readonly Verdict[]): Promise<ReadonlyMap<string, RequestRow>> {
  const ids = [...new Set(verdicts.map(({ identity }) => identity.id))].sort();
  const [rows] = await tx.query<RequestRow[]>(
    `SELECT id, number, status, generation, created_at, (email_sealed IS NOT NULL OR email IS NOT NULL) AS wants_mail
       FROM prime_checks FORCE INDEX (PRIMARY)
      WHERE id IN (?) ORDER BY id FOR UPDATE`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Says what becomes of each verdict. The first of two verdicts on one request is the one that counts. */
function decide(verdicts: readonly Verdict[], rows: ReadonlyMap<string, RequestRow>) {
  const decided = new Map<string, Decided>();
  const decisions = verdicts.map((verdict): Decision => {
    const { id } = verdict.identity;
    const row = rows.get(id);
    if (row === undefined) return 'request_unknown';
    if (row.number !== verdict.number) return 'other_number';
    if (row.status === 'completed' || decided.has(id)) return 'already_decided';
    decided.set(id, {
      verdict,
      wantsMail: row.wants_mail === 1,
      from: row.status,
      acceptedAt: row.created_at,
      mayHaveLetters: mayHaveLetters(row),
    });
    return 'stored';
  });
  return { decisions, decided: [...decided.values()].sort(byId) };
}

/** One statement for the group; the index hint keeps small tables from being scanned, which would lock strangers' rows. */
async function completeRequests(tx: Tx, decided: readonly Decided[], now: Date): Promise<void> {
  const whens = decided.map(() => 'WHEN ? THEN ?').join(' ');
  const isPrime = decided.flatMap(({ verdict }) => [verdict.identity.id, verdict.isPrime]);
  const certainty = decided.flatMap(({ verdict }) => [verdict.identity.id, verdict.certainty]);
  await tx.query(
    `UPDATE prime_checks FORCE INDEX (PRIMARY)
        SET status = 'completed', is_prime = CASE id ${whens} END, certainty = CASE id ${whens} END,
            completed_at = ?, updated_at = ?
      WHERE id IN (?)`,
    [...isPrime, ...certainty, now, now, idsOf(decided)],
  );
}

async function logSuccess(tx: Tx, decided: readonly Decided[], worker: string): Promise<void> {
  await insertProcessingLogs(
    tx,
    decided.map(({ verdict }) => ({
      identity: verdict.identity,
      subject: SUBJECT.primeCheck,
      status: 'success' as const,
      processingTimeMs: verdict.processingTimeMs,
      worker,
    })),
  );
}

/** A request that never died has no letters, so nothing is asked about it. */
function mayHaveLetters({ status, generation }: RequestRow): boolean {
  return generation > 0 || status === 'dead' || status === 'discarded';
}

function idsOf(decided: readonly Decided[]): string[] {
  return decided.map(({ verdict }) => verdict.identity.id);
}

function byId(a: Decided, b: Decided): number {
  return a.verdict.identity.id < b.verdict.identity.id ? -1 : 1;
}
