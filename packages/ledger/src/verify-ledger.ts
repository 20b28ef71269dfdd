import type { LedgerVerification } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import type { Messaging } from '@ballast/messaging';
import { countRows, type RowCounts } from './count-rows.ts';
import { areLettersStored } from './evidence/letters-stored.ts';
import { lookForMovers } from './evidence/look-for-movers.ts';
import { OPEN_LISTS, type OpenRow, readOpenRows, stillOpen } from './evidence/open-rows.ts';
import { readLedger } from './read-ledger.ts';
import { inSnapshot, SnapshotTooOld } from './snapshot.ts';

export interface VerifyOptions {
  /** Younger ones are on their way from one place to the next (5000). */
  readonly minAgeMs?: number;
  /** For the whole; what is under way when it is over (a statement that hangs: 5 s) is waited for. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

const PAGE = 2_000;
const MAX_NAMED = 1_000;
/** For the letters that are on their way to the database. */
const LETTERS_WAIT_MS = 5_000;

type Unaccounted = LedgerVerification['unaccounted'][number];

/**
 * Looks at the evidence now and changes nothing: counts the rows, and names every open request and mail that nothing will
 * move, with the reason. `is_complete` is false when the broker could not be asked about all of them, when a letter may
 * still be on its way to the database, or when the time (`deadlineMs`, 60 s) was over before the end;
 * rows that could not be counted in half of it are not counted at all.
 */
export async function verifyLedger(
  db: Database,
  messaging: Messaging,
  { minAgeMs = 5_000, deadlineMs = 60_000, signal }: VerifyOptions = {},
): Promise<LedgerVerification> {
  const endsAt = performance.now() + deadlineMs;
  // The other half, and what the count leaves of its own, is for naming what is missing.
  const counted = await countInTime(db, { deadlineMs: deadlineMs / 2, signal });
  const { unaccounted, isComplete } = await lookAtAll(db, messaging, { minAgeMs, endsAt, signal });
  return {
    ledger: await readLedger(db),
    counted: counted === undefined ? { requests: {}, emails: {} } : toRecords(counted),
    unaccounted,
    is_complete: isComplete && counted !== undefined,
  };
}

/** `undefined` when there are too many rows for the time given. */
async function countInTime(
  db: Database,
  limits: { readonly deadlineMs: number; readonly signal: AbortSignal | undefined },
): Promise<RowCounts | undefined> {
  try {
    return await inSnapshot(db, countRows, limits);
  } catch (error) {
    if (error instanceof SnapshotTooOld) return undefined;
    throw error;
  }
}

interface Bounds {
  readonly minAgeMs: number;
  readonly endsAt: number;
  readonly signal: AbortSignal | undefined;
}

async function lookAtAll(db: Database, messaging: Messaging, bounds: Bounds) {
  const unaccounted: Unaccounted[] = [];
  let isComplete = true;
  let haveWaited = false;
  for await (const rows of openPages(db)) {
    bounds.signal?.throwIfAborted();
    if (performance.now() > bounds.endsAt || unaccounted.length >= MAX_NAMED) return { unaccounted, isComplete: false };
    const old = rows.filter((row) => row.quietMs >= bounds.minAgeMs);
    const findings = await lookForMovers(db, messaging, old, { maxLooks: PAGE });
    if (findings.some(({ kind }) => kind === 'unknown')) isComplete = false;
    const gone = findings.filter((finding) => finding.kind === 'gone');
    if (gone[0] === undefined) continue;
    // One long wait is enough: a letter that cannot be stored would take as long at every page.
    const waitMs = haveWaited ? 0 : Math.min(LETTERS_WAIT_MS, bounds.endsAt - performance.now());
    if (!(await areLettersStored(messaging, { waitMs, signal: bounds.signal }))) {
      haveWaited = true;
      isComplete = false;
      continue;
    }
    // What was done while it was looked at has no message either.
    const { ledger } = gone[0].row;
    const open = await db.withConnection((connection) => stillOpen(connection, ledger, gone));
    unaccounted.push(...open.map(({ row, evidence }) => describe(row, evidence)));
  }
  return { unaccounted, isComplete };
}

async function* openPages(db: Database): AsyncGenerator<OpenRow[]> {
  for (const list of OPEN_LISTS) {
    for (let after = ''; ; ) {
      const rows = await db.withConnection((connection) => readOpenRows(connection, list, { after, limit: PAGE }));
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) break;
      after = rows.at(-1)?.id ?? '';
    }
  }
}

function describe({ ledger, id, generation, enqueue, createdAt }: OpenRow, evidence: string): Unaccounted {
  return { ledger, id, generation, enqueue, created_at: createdAt.toISOString(), evidence };
}

function toRecords(counted: RowCounts): LedgerVerification['counted'] {
  return { requests: Object.fromEntries(counted.requests), emails: Object.fromEntries(counted.emails) };
}
