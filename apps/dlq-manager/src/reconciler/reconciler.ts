import { setTimeout as pause } from 'node:timers/promises';
import { SUBJECT } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import {
  areLettersStored,
  type LedgerName,
  lookForMovers,
  OPEN_LISTS,
  type OpenList,
  type OpenRow,
  readOpenRows,
  storeChecked,
} from '@ballast/ledger';
import type { Messaging } from '@ballast/messaging';
import type { Logger } from '@ballast/telemetry';
import type { ReconcilerMetrics } from './reconciler-metrics.ts';
import { type GoneRow, type Reenqueued, reenqueue } from './reenqueue.ts';
import { withoutSign } from './without-sign.ts';

export interface ReconcilerDependencies {
  readonly db: Database;
  readonly messaging: Messaging;
  readonly logger: Logger;
  readonly metrics: ReconcilerMetrics;
  /** This process's name, for the audit log. */
  readonly instance: string;
  /** Told after each page: the process is alive. */
  readonly onProgress: () => void;
}

export interface Sweep {
  looked: number;
  reenqueued: number;
  /** Gone, and a letter about them may be on its way to the database. */
  waiting: number;
  /** Nothing is known: the broker is away. */
  unknown: number;
  readonly unaccounted: Record<LedgerName, number>;
}

const PAGE = 1_000;
/** Rows of one transaction, all of them named in one entry of the audit log. */
const BATCH = 500;
/** Between two pages with nothing to do, so that a long backlog does not keep the database busy. */
const LONGEST_REST_MS = 250;
/** For the letters that are on their way to the database. */
const LETTERS_WAIT_MS = 5_000;

/**
 * Brings back what the broker lost (G4): looks at everything that is open, and enqueues again what nothing will move. On
 * evidence alone: a backlog is stored messages, and a broker that is away proves nothing. For each open row, older than
 * `minAgeMs`:
 *
 *     something moves it            -> left alone
 *     its message is gone           -> are the letters published before the look all stored?
 *         yes (or silence for 1 h)  -> lock, compare, enqueue count + 1, outbox row, audit: one transaction
 *         not yet                   -> its letter may be on the way: the next sweep
 *     the broker does not say       -> nothing is known: the next sweep
 *
 * The row is compared again under its lock, so instances may sweep at once, and whatever happened since the look (a
 * verdict, a letter, a redrive) wins. Died in the middle, the next sweep finds what is left.
 */
export class Reconciler {
  readonly #dependencies: ReconcilerDependencies;
  readonly #minAgeMs: number;

  constructor(dependencies: ReconcilerDependencies, { minAgeMs }: { readonly minAgeMs: number }) {
    this.#dependencies = dependencies;
    this.#minAgeMs = minAgeMs;
  }

  /** One sweep over everything open. Throws `DatabaseError`. */
  async runOnce(signal: AbortSignal): Promise<Sweep> {
    const { metrics, db } = this.#dependencies;
    const stopTimer = metrics.sweepSeconds.startTimer();
    const sweep: Sweep = { looked: 0, reenqueued: 0, waiting: 0, unknown: 0, unaccounted: { requests: 0, emails: 0 } };
    for (const list of OPEN_LISTS) await this.#sweepList(list, sweep, signal);
    // What is not known keeps the last word that was.
    if (sweep.unknown === 0) {
      await db.withConnection((connection) => storeChecked(connection, 'unaccounted', sweep.unaccounted));
      metrics.unaccounted.set({ ledger: 'requests' }, sweep.unaccounted.requests);
      metrics.unaccounted.set({ ledger: 'emails' }, sweep.unaccounted.emails);
      metrics.lastSweep.set(Date.now() / 1_000);
    }
    stopTimer();
    return sweep;
  }

  async #sweepList(list: OpenList, sweep: Sweep, signal: AbortSignal): Promise<void> {
    const { db, onProgress } = this.#dependencies;
    for (let after = ''; ; ) {
      signal.throwIfAborted();
      const startedAt = performance.now();
      const rows = await db.withConnection((connection) => readOpenRows(connection, list, { after, limit: PAGE }));
      const old = rows.filter(({ quietMs }) => quietMs >= this.#minAgeMs);
      const hasMoved = old.length > 0 && (await this.#reconcile(old, sweep, signal));
      onProgress();
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = last.id;
      if (!hasMoved) await rest(performance.now() - startedAt, signal);
    }
  }

  /** Rows of one list. True when something was enqueued. */
  async #reconcile(rows: readonly OpenRow[], sweep: Sweep, signal: AbortSignal): Promise<boolean> {
    const { db, messaging, metrics } = this.#dependencies;
    const findings = await lookForMovers(db, messaging, rows, { maxLooks: rows.length });
    for (const { row, kind } of findings) metrics.looked.inc({ ledger: row.ledger, finding: kind });
    sweep.looked += rows.length;
    sweep.unknown += findings.filter(({ kind }) => kind === 'unknown').length;
    const gone = findings.filter((finding) => finding.kind === 'gone');
    if (gone.length === 0) return false;

    // Asked after the look: a letter is published before its message goes. One long wait in a sweep is enough, or a letter
    // that cannot be stored would take as long at every page.
    const waitMs = sweep.waiting > 0 ? 0 : LETTERS_WAIT_MS;
    const ready = (await areLettersStored(messaging, { waitMs, signal })) ? gone : await withoutSign(db, gone);
    sweep.waiting += gone.length - ready.length;
    let moved = 0;
    for (let from = 0; from < ready.length; from += BATCH) {
      moved += await this.#reenqueue(ready.slice(from, from + BATCH), sweep);
    }
    sweep.reenqueued += moved;
    return moved > 0;
  }

  /** A batch that cannot be written is unaccounted for until a later sweep can. */
  async #reenqueue(batch: readonly GoneRow[], sweep: Sweep): Promise<number> {
    const ledger = batch[0]?.row.ledger ?? 'requests';
    const { db, messaging, logger, metrics, instance } = this.#dependencies;
    let result: Reenqueued;
    try {
      result = await reenqueue(db, ledger, batch, instance);
    } catch (error) {
      sweep.unaccounted[ledger] += batch.length;
      logger.error({ err: error, ledger, count: batch.length }, 'lost messages could not be enqueued again');
      return 0;
    }
    const { done, unbuildable } = result;
    sweep.unaccounted[ledger] += unbuildable.length;
    if (unbuildable.length > 0) {
      logger.error({ ledger, ids: idsOf(unbuildable) }, 'no message can be made of these rows');
    }
    if (done.length === 0) return 0;
    for (const { reason } of done) metrics.reenqueued.inc({ ledger, reason });
    logger.warn(
      { ledger, count: done.length, reasons: countReasons(done), ids: idsOf(done) },
      'lost messages enqueued again',
    );
    messaging.notify(SUBJECT.outboxWake);
    return done.length;
  }
}

/** As long as the page took: half of the time is left to others. */
async function rest(tookMs: number, signal: AbortSignal): Promise<void> {
  await pause(Math.min(tookMs, LONGEST_REST_MS), undefined, { signal });
}

/** The first few: the audit log has them all. */
function idsOf(rows: readonly GoneRow[]): string[] {
  return rows.slice(0, 10).map(({ row }) => row.id);
}

function countReasons(rows: readonly GoneRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of rows) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
