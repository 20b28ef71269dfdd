import { randomBytes, randomUUID } from 'node:crypto';
import { isSuppressed, type KeyCheck } from '@ballast/addresses';
import { type MessageIdentity, SUBJECT } from '@ballast/contracts';
import {
  type Database,
  insertProcessingLogs,
  isDatabaseError,
  type ResultSetHeader,
  type RowDataPacket,
  type Tx,
  withTransaction,
} from '@ballast/database';
import { closeLetters } from '@ballast/dead-letters';
import type { Keyring } from '@ballast/encryption';
import { EMAIL_STATES, type LedgerState, recordLedger } from '@ballast/ledger';
import type { Take, TakenDelivery } from './delivery.ts';
import { type DeliveryState, readDelivery } from './read-delivery.ts';
import { recipientOf } from './recipient-of.ts';
import { storeSignInToken } from './sign-in-token.ts';

export interface DeliveryStoreOptions {
  /** This process's name, for leases and logs. */
  readonly worker: string;
  readonly leaseMs: number;
  readonly keyring: Keyring;
  /** Who stopped mail under a key that is missing would get mail: then none is taken. */
  readonly keyCheck: Pick<KeyCheck, 'assertComplete'>;
}

export interface SentMail {
  readonly identity: MessageIdentity;
  readonly messageId: string;
  /** The server's answer. */
  readonly response: string;
  readonly processingTimeMs: number;
}

/** A take is a few milliseconds of work; one that is stuck is cut, and the message comes again. */
const DEADLINE_MS = 10_000;
/** How often a take begins anew because another worker was quicker, or its COMMIT went unanswered. */
const MAX_TAKES = 3;
const RESPONSE_LENGTH = 512;
const ERROR_LENGTH = 1_000;
const STOP_TOKEN_BYTES = 16;

const LEASABLE = `(status = 'pending' OR (status = 'sending' AND (lease_until <= CURRENT_TIMESTAMP(3) OR lease_owner = ?)))`;

const TAKE = `UPDATE email_deliveries
  SET status = 'sending', lease_owner = ?, lease_until = CURRENT_TIMESTAMP(3) + INTERVAL ? MICROSECOND, stop_token = ?
  WHERE id = ? AND generation = ? AND stop_token <=> ? AND ${LEASABLE}`;

const END = `UPDATE email_deliveries SET status = ?, lease_owner = NULL, lease_until = NULL
  WHERE id = ? AND generation = ? AND ${LEASABLE}`;

const SET_SENT = `UPDATE email_deliveries
  SET status = 'sent', sent_at = CURRENT_TIMESTAMP(3), message_id = ?, smtp_response = ?, error_message = NULL,
    lease_owner = NULL, lease_until = NULL`;

/** As nearly always: it was never dead, so it has no letters. */
const MARK_FRESH_SENT = `${SET_SENT} WHERE id = ? AND status = 'sending' AND generation = 0`;
const MARK_SENT = `${SET_SENT} WHERE id = ?`;
const LOCK = 'SELECT status, generation FROM email_deliveries WHERE id = ? FOR UPDATE';

const RELEASE = `UPDATE email_deliveries
  SET status = 'pending', lease_owner = NULL, lease_until = NULL, smtp_response = ?, error_message = ?
  WHERE id = ? AND status = 'sending' AND lease_owner = ?`;

/**
 * Who may send which delivery. Every change is a compare-and-set on its row:
 *
 *     pending, or sending with a lease that ran out --take--> sending (leased) --markSent--> sent
 *                                                             sending (leased) --release--> pending
 *                                                   --take--> suppressed | expired
 *
 * Whatever ends one counts it in the ledger, and closes its letters when it was dead before, in the same transaction.
 */
export class DeliveryStore {
  readonly #db: Database;
  readonly #options: DeliveryStoreOptions;

  constructor(db: Database, options: DeliveryStoreOptions) {
    this.#db = db;
    this.#options = options;
  }

  /**
   * Takes a delivery for sending, for the time of the lease, or says why not. A lease that ran out is taken over: its
   * holder died or stalls, and may have sent the mail. Throws `DatabaseError`, `EncryptionError` and `ComposeError`.
   */
  async take({ id, generation }: MessageIdentity): Promise<Take> {
    await this.#options.keyCheck.assertComplete('mail_suppressions');
    const lease = `${this.#options.worker.slice(0, 60)}:${randomUUID()}`;
    const leaseEndsAt = performance.now() + this.#options.leaseMs;
    for (let nth = 1; nth < MAX_TAKES; nth += 1) {
      try {
        const take = await this.#tryToTake({ id, generation, lease, leaseEndsAt });
        if (take !== undefined) return take;
      } catch (error) {
        // Whether it was committed shows when the row is read again: the lease's name is ours alone.
        if (!isDatabaseError(error, 'commit_unknown')) throw error;
      }
    }
    return (await this.#tryToTake({ id, generation, lease, leaseEndsAt })) ?? { kind: 'held', leftMs: 0 };
  }

  /** `undefined` when the row changed between the look and the set. */
  async #tryToTake(wish: Wish): Promise<Take | undefined> {
    return await withTransaction(
      this.#db,
      async (tx) => {
        const state = await readDelivery(tx, wish.id);
        if (state === undefined) return { kind: 'missing' };
        if (state.generation > wish.generation) return { kind: 'superseded' };
        if (state.status !== 'pending' && state.status !== 'sending') return { kind: 'over', status: state.status };
        if (state.leaseLeftMs > 0 && state.leaseOwner !== wish.lease)
          return { kind: 'held', leftMs: state.leaseLeftMs };
        const { worker, keyring } = this.#options;
        if (state.isExpired) return await end(tx, state, 'expired', { ...wish, worker });
        const recipient = recipientOf(state, keyring);
        if (await isSuppressed(tx, keyring, recipient)) return await end(tx, state, 'suppressed', { ...wish, worker });
        // Before the delivery, as everybody locks accounts before mails.
        const signIn = await storeSignInToken(tx, state, keyring);
        if (signIn === 'over') return await end(tx, state, 'expired', { ...wish, worker });
        return await this.#lease(tx, { ...state, recipient, signIn }, wish);
      },
      { deadlineMs: DEADLINE_MS },
    );
  }

  async #lease(tx: Tx, state: Sendable, wish: Wish): Promise<TakenDelivery | undefined> {
    const { id, lease, leaseEndsAt } = wish;
    const { kind, wantedAt, aggregateId, content, recipient, generation, stopToken: known, signIn } = state;
    const leaseUs = this.#options.leaseMs * 1_000;
    const stopToken = known ?? randomBytes(STOP_TOKEN_BYTES).toString('hex');
    const values = [lease, leaseUs, stopToken, id, generation, known, lease];
    const [{ affectedRows }] = await tx.execute<ResultSetHeader>(TAKE, values);
    if (affectedRows === 0) return undefined;
    const delivery = { id, kind, wantedAt, aggregateId, recipient, stopToken, ...content, ...signIn };
    return { kind: 'taken', delivery, lease, leaseEndsAt };
  }

  /**
   * Stores that the mail is out, with its `success` log, in one transaction; whoever holds the delivery by now, for what
   * was sent was sent. Returns false when it was marked before. May be called again when its outcome is not known.
   * Throws `DatabaseError`.
   */
  async markSent(sent: SentMail): Promise<boolean> {
    const { identity, messageId, response, processingTimeMs } = sent;
    return await withTransaction(
      this.#db,
      async (tx) => {
        const from = await setSent(tx, [messageId, response.slice(0, RESPONSE_LENGTH), identity.id]);
        if (from === undefined) return false;
        const { worker } = this.#options;
        if (from.mayHaveLetters) await closeLetters(tx, SUBJECT.emailSend, [identity.id], worker);
        const log = { identity, subject: SUBJECT.emailSend, status: 'success' as const, processingTimeMs, worker };
        await insertProcessingLogs(tx, [log]);
        await recordLedger(tx, [{ ledger: 'emails', from: from.state, to: 'completed', count: 1 }]);
        return true;
      },
      { deadlineMs: DEADLINE_MS },
    );
  }

  /** Gives a delivery back, with the reason why it was not sent. Does nothing when the lease is not ours any more. */
  async release({ delivery, lease }: TakenDelivery, why: { reply: string | undefined; error: string }): Promise<void> {
    const reply = why.reply?.slice(0, RESPONSE_LENGTH) ?? null;
    const values = [reply, why.error.slice(0, ERROR_LENGTH), delivery.id, lease];
    await withTransaction(this.#db, (tx) => tx.execute(RELEASE, values), { deadlineMs: DEADLINE_MS });
  }
}

interface Sendable extends Omit<DeliveryState, 'recipient'> {
  readonly recipient: string;
  readonly signIn: { readonly signInToken?: string };
}

interface Wish {
  readonly id: string;
  readonly generation: number;
  readonly lease: string;
  readonly leaseEndsAt: number;
}

async function end(
  tx: Tx,
  { generation }: DeliveryState,
  status: 'suppressed' | 'expired',
  { id, lease, worker }: Wish & { readonly worker: string },
): Promise<Take | undefined> {
  const [{ affectedRows }] = await tx.execute<ResultSetHeader>(END, [status, id, generation, lease]);
  if (affectedRows === 0) return undefined;
  if (generation > 0) await closeLetters(tx, SUBJECT.emailSend, [id], worker);
  await recordLedger(tx, [{ ledger: 'emails', from: 'processing', to: 'completed', count: 1 }]);
  return { kind: 'ended', status };
}

interface LockedRow extends RowDataPacket {
  status: keyof typeof EMAIL_STATES;
  generation: number;
}

interface Before {
  readonly state: LedgerState;
  readonly mayHaveLetters: boolean;
}

/** Returns where it was before; `undefined` when it was marked already. */
async function setSent(
  tx: Tx,
  values: readonly [messageId: string, response: string, id: string],
): Promise<Before | undefined> {
  const [fresh] = await tx.execute<ResultSetHeader>(MARK_FRESH_SENT, [...values]);
  if (fresh.affectedRows === 1) return { state: 'processing', mayHaveLetters: false };
  const [[row]] = await tx.execute<LockedRow[]>(LOCK, [values[2]]);
  if (row === undefined || row.status === 'sent') return undefined;
  await tx.execute(MARK_SENT, [...values]);
  const state = EMAIL_STATES[row.status];
  return { state, mayHaveLetters: row.generation > 0 || state === 'dead' || state === 'discarded' };
}
