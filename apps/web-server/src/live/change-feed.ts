import { type PrimeCheck, SUBJECT } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import { startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import { type PrimeCheckRow, toPrimeCheck } from '../prime-checks/prime-check-row.ts';
import { readChangedSince, readPrimeCheck, readPrimeChecks } from '../prime-checks/read-prime-checks.ts';
import type { NewsChannel } from './news-channel.ts';

/** A request's state, with the time of its last change as the event's id. */
interface Change {
  readonly eventId: string;
  readonly primeCheck: PrimeCheck;
}

/** What a follower of an owner's changes is told: a change, or that too many were missed to be replayed. */
export type FeedItem = { readonly kind: 'change'; readonly change: Change } | { readonly kind: 'reset' };

export interface ChangeFeed {
  /** Follows one request. The listener is called on each news of it, possibly with a state that it knows already. */
  follow(id: string, listener: (change: Change) => void): () => void;
  /** A request as it stands; `undefined` when there is none. */
  read(id: string): Promise<Change | undefined>;
  /** Follows all requests of one owner; null for those that belong to nobody. */
  followAll(owner: string | null, listener: (item: FeedItem) => void): () => void;
  /** An owner's changes since an event id, for a follower that comes back; a reset when there are too many of all. */
  since(owner: string | null, eventId: string): Promise<FeedItem[]>;
  close(): Promise<void>;
}

export interface ChangeFeedOptions {
  readonly db: Database;
  readonly news: Pick<NewsChannel, 'listen' | 'onConnected'>;
  readonly logger: Logger;
  /** How often open requests are read again although nothing was heard, in ms. */
  readonly rereadMs: number;
}

/** More news than this in one read is answered with a reset: no page can show it, and the list is one query. */
const MAX_CHANGES = 500;

/** Rows become visible at their commit, a little after the time they carry: a replay starts this much earlier. */
const COMMIT_LAG_MS = 5_000;

/**
 * Tells followers what changed. News on NATS only say which request to look at, and may be lost; the state always comes
 * from MySQL, and is read again at every interval and after each reconnect. So nothing depends on an event arriving.
 *
 * Reads never overlap: what a later one tells is never older than what an earlier one told. Ids that are heard of while
 * a read is under way are read together by the next one.
 */
export function openChangeFeed(options: ChangeFeedOptions): ChangeFeed {
  const { db, news, logger } = options;
  const followers = new Map<string, Set<(change: Change) => void>>();
  const allFollowers = new Map<(item: FeedItem) => void, string | null>();
  const heard = new Set<string>();
  let tooMuchHeard = false;
  let mayHaveMissed = false;
  let rereadAt = performance.now();
  let lastSeen = new Date();
  let lastRead: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(read: () => Promise<T>): Promise<T> => {
    const turn = lastRead.then(read);
    lastRead = turn.catch(() => undefined);
    return turn;
  };

  const tellOwner = (owner: string | null, item: FeedItem) => {
    for (const [listener, followed] of allFollowers) if (followed === owner) listener(item);
  };
  const tellReset = () => {
    for (const listener of allFollowers.keys()) listener({ kind: 'reset' });
  };
  const tell = (rows: readonly PrimeCheckRow[]) => {
    for (const row of rows) {
      const change = toChange(row);
      for (const listener of followers.get(row.id) ?? []) listener(change);
      tellOwner(row.user_id, { kind: 'change', change });
      if (row.updated_at > lastSeen) lastSeen = row.updated_at;
    }
  };

  const readHeard = async () => {
    const ids = [...heard];
    heard.clear();
    if (tooMuchHeard) tellReset();
    tooMuchHeard = false;
    tell(await readPrimeChecks(db, ids));
  };
  const readAllOpen = async () => {
    tell(await readPrimeChecks(db, [...followers.keys()]));
    if (allFollowers.size === 0) return;
    const rows = await readChangedSince(db, new Date(lastSeen.getTime() - COMMIT_LAG_MS), MAX_CHANGES);
    if (rows.length < MAX_CHANGES) return tell(rows);
    tellReset();
    // Who fetches the list again has all that is stored by now.
    lastSeen = new Date();
  };

  const loop = startLoop({
    name: 'change-feed',
    logger,
    intervalMs: () => Math.max(0, rereadAt - performance.now()),
    runOnce: () =>
      inTurn(async () => {
        const isDue = mayHaveMissed || performance.now() >= rereadAt;
        mayHaveMissed = false;
        try {
          await readHeard();
          if (!isDue) return;
          await readAllOpen();
          rereadAt = performance.now() + options.rereadMs;
        } catch (error) {
          // What this run had taken up is made good by the next one, which reads everything.
          mayHaveMissed = true;
          throw error;
        }
      }),
  });

  news.listen(`${SUBJECT.primeCheckEvents}.*`, (subject) => {
    const id = subject.slice(subject.lastIndexOf('.') + 1);
    if (allFollowers.size === 0 && !followers.has(id)) return;
    if (heard.size < MAX_CHANGES || followers.has(id)) heard.add(id);
    else tooMuchHeard = true;
    loop.wake();
  });
  news.onConnected(() => {
    mayHaveMissed = true;
    loop.wake();
  });

  return {
    follow: (id, listener) => {
      const listeners = followers.get(id) ?? new Set();
      listeners.add(listener);
      followers.set(id, listeners);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) followers.delete(id);
      };
    },
    read: async (id) => {
      const row = await inTurn(() => readPrimeCheck(db, id));
      return row === undefined ? undefined : toChange(row);
    },
    followAll: (owner, listener) => {
      if (allFollowers.size === 0) lastSeen = new Date();
      allFollowers.set(listener, owner);
      return () => allFollowers.delete(listener);
    },
    since: async (owner, eventId) => {
      const time = readEventId(eventId);
      if (time === undefined) return [{ kind: 'reset' }];
      const rows = await inTurn(() => readChangedSince(db, new Date(time - COMMIT_LAG_MS), MAX_CHANGES));
      if (rows.length === MAX_CHANGES) return [{ kind: 'reset' }];
      const own = rows.filter((row) => row.user_id === owner);
      return own.map((row) => ({ kind: 'change', change: toChange(row) }));
    },
    close: () => loop.stop(),
  };
}

function toChange(row: PrimeCheckRow): Change {
  return { eventId: String(row.updated_at.getTime()), primeCheck: toPrimeCheck(row) };
}

/** The time in an event id. One from the future is none of ours, and may be no time that a database knows. */
function readEventId(text: string): number | undefined {
  const time = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return time <= Date.now() + COMMIT_LAG_MS ? time : undefined;
}
