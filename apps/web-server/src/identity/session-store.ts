import type { Database, ResultSetHeader, RowDataPacket, Tx } from '@ballast/database';
import { orderedId } from '@ballast/runtime';
import { LRUCache } from 'lru-cache';
import { hashOfToken, isSecretToken, newSecretToken } from './secret-token.ts';

export interface SessionLifetimes {
  readonly userIdleMinutes: number;
  readonly userMaxHours: number;
  readonly operatorIdleMinutes: number;
  readonly operatorMaxHours: number;
}

/** Whose session it is: a user's, or that of whoever gave an operator's key. */
export type SessionOwner =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'operator'; readonly keyHash: string };

export interface Session {
  readonly id: string;
  readonly owner: SessionOwner;
}

/** A session that was just made, with the one copy of its token. */
export interface NewSession extends Session {
  readonly token: string;
  readonly maxAgeSeconds: number;
}

interface SessionRow extends RowDataPacket {
  id: string;
  user_id: string | null;
  operator_key_hash: string | null;
  is_due: 0 | 1;
}

/** A request within a minute of the last one that was noted is not noted: reading a session stays a read. */
const NOTE_EVERY_SECONDS = 60;

/** What was found dead is not asked for again for so long: nothing that is dead comes back to life. */
const DEAD_FOR_MS = 5_000;
const MOST_DEAD = 20_000;

const IS_LIVE = `expires_at > NOW(3) AND last_seen_at > NOW(3) - INTERVAL IF(user_id IS NULL, ?, ?) MINUTE`;

/**
 * Sessions in MySQL, so that they outlive every process and Redis, and end everywhere at once. All times are the
 * database's: hosts whose clocks differ agree on what is over.
 *
 *     started -> seen, seen, ... -> ended (row deleted) | idle for too long | past `expires_at` | its key is gone
 */
export class SessionStore {
  readonly #db: Database;
  readonly #lifetimes: SessionLifetimes;
  /** Hashes of tokens, each with the kind of cookie that it was in. */
  readonly #dead = new LRUCache<string, true>({ max: MOST_DEAD, ttl: DEAD_FOR_MS });

  constructor(db: Database, lifetimes: SessionLifetimes) {
    this.#db = db;
    this.#lifetimes = lifetimes;
  }

  /**
   * The live session of a kind that a cookie stands for: one read of a unique index, and none for what can be no token or
   * was buried a moment ago.
   */
  async byToken(kind: SessionOwner['kind'], token: string): Promise<Session | undefined> {
    if (!isSecretToken(token) || this.#dead.has(`${kind} ${hashOfToken(token)}`)) return undefined;
    const session = await this.#read('token_hash = ?', hashOfToken(token));
    return session?.owner.kind === kind ? session : undefined;
  }

  /** Remembers for a while that a cookie is worth nothing. False where that was known. */
  bury(kind: SessionOwner['kind'], token: string): boolean {
    const key = `${kind} ${hashOfToken(token)}`;
    const isNews = !this.#dead.has(key);
    if (isNews) this.#dead.set(key, true);
    return isNews;
  }

  /** The live session that a token for the API was made from: one read of the primary key. */
  byId(id: string): Promise<Session | undefined> {
    return this.#read('id = ?', id);
  }

  /** Whether a session that was live still is. Does not count as a sign of its user. */
  async isLive(id: string): Promise<boolean> {
    const [rows] = await this.#db.withConnection((connection) =>
      connection.query<RowDataPacket[]>(`SELECT 1 FROM sessions WHERE id = ? AND ${IS_LIVE}`, [
        id,
        ...this.#idleMinutes(),
      ]),
    );
    return rows.length > 0;
  }

  /** Makes ready a session under an id and a token that nobody has seen before: nothing a client sends is taken over. */
  prepare(owner: SessionOwner): NewSession {
    const { userMaxHours, operatorMaxHours } = this.#lifetimes;
    const hours = owner.kind === 'user' ? userMaxHours : operatorMaxHours;
    return { id: orderedId(), owner, token: newSecretToken(), maxAgeSeconds: hours * 3_600 };
  }

  /** Writes it, and ends the one whose place it takes in its browser. */
  async start(tx: Tx, session: NewSession, replacedToken: string | undefined): Promise<void> {
    const { id, owner, token, maxAgeSeconds } = session;
    if (replacedToken !== undefined) {
      await tx.query('DELETE FROM sessions WHERE token_hash = ?', [hashOfToken(replacedToken)]);
    }
    await tx.query(
      `INSERT INTO sessions (id, token_hash, user_id, operator_key_hash, created_at, last_seen_at, expires_at)
       VALUES (?, ?, ?, ?, NOW(3), NOW(3), NOW(3) + INTERVAL ? SECOND)`,
      [
        id,
        hashOfToken(token),
        owner.kind === 'user' ? owner.userId : null,
        owner.kind === 'operator' ? owner.keyHash : null,
        maxAgeSeconds,
      ],
    );
  }

  /** Ends a session, with its cookie and every token that was made from it. False where it had ended already. */
  async end(tx: Tx, id: string): Promise<boolean> {
    const [ended] = await tx.query<ResultSetHeader>('DELETE FROM sessions WHERE id = ?', [id]);
    return ended.affectedRows > 0;
  }

  /** Ends all sessions of a user, wherever they are signed in. Says how many there were. */
  async endAllOf(tx: Tx, userId: string): Promise<number> {
    const [ended] = await tx.query<ResultSetHeader>('DELETE FROM sessions WHERE user_id = ?', [userId]);
    return ended.affectedRows;
  }

  async #read(where: string, value: string): Promise<Session | undefined> {
    return this.#db.withConnection(async (connection) => {
      const [[row]] = await connection.query<SessionRow[]>(
        `SELECT id, user_id, operator_key_hash, last_seen_at <= NOW(3) - INTERVAL ? SECOND AS is_due
         FROM sessions WHERE ${where} AND ${IS_LIVE}`,
        [NOTE_EVERY_SECONDS, value, ...this.#idleMinutes()],
      );
      if (row === undefined) return undefined;
      if (row.is_due === 1) {
        await connection.query(
          'UPDATE sessions SET last_seen_at = NOW(3) WHERE id = ? AND last_seen_at <= NOW(3) - INTERVAL ? SECOND',
          [row.id, NOTE_EVERY_SECONDS],
        );
      }
      return toSession(row);
    });
  }

  /** The parameters of `IS_LIVE`. */
  #idleMinutes(): readonly [number, number] {
    return [this.#lifetimes.operatorIdleMinutes, this.#lifetimes.userIdleMinutes];
  }
}

function toSession({ id, user_id, operator_key_hash }: SessionRow): Session {
  if (user_id !== null) return { id, owner: { kind: 'user', userId: user_id } };
  // One of the two is there: a constraint of the table.
  return { id, owner: { kind: 'operator', keyHash: operator_key_hash ?? '' } };
}
