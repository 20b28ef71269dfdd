import type { Database } from '@ballast/database';
import { createLogger } from '@ballast/telemetry';
import { createTestDatabase, type TestDatabase, until } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ChangeFeed, type FeedItem, openChangeFeed } from '../src/live/change-feed.ts';
import type { NewsChannel } from '../src/live/news-channel.ts';

let database: TestDatabase;
let closers: (() => Promise<unknown>)[];

beforeEach(async () => {
  closers = [];
  database = await createTestDatabase();
});

afterEach(async () => {
  for (const close of closers.reverse()) await close();
  await database.drop();
});

/** News that the test itself tells. */
function createNews() {
  let hear: (subject: string) => void = () => undefined;
  let connected: () => void = () => undefined;
  const news: Pick<NewsChannel, 'listen' | 'onConnected'> = {
    listen: (_subject, handler) => {
      hear = handler;
    },
    onConnected: (fn) => {
      connected = fn;
    },
  };
  return { news, tell: (id: string) => hear(`events.primecheck.${id}`), reconnect: () => connected() };
}

/** A database whose next reads can be made to wait, after they have read and before their reader learns of it. */
function createSlowDatabase() {
  let delays: Promise<void>[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const db: Pick<Database, 'withConnection'> = {
    withConnection: async (work) => {
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      const delay = delays.shift();
      try {
        const result = await database.db.withConnection(work);
        await delay;
        return result;
      } finally {
        underWay -= 1;
      }
    },
  };
  const holdNext = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    delays.push(promise);
    return resolve;
  };
  closers.push(async () => {
    delays = [];
  });
  return { db: db as Database, holdNext, mostUnderWay: () => mostUnderWay, underWay: () => underWay };
}

function openFeed(db: Database, news: Pick<NewsChannel, 'listen' | 'onConnected'>, rereadMs = 60_000): ChangeFeed {
  const feed = openChangeFeed({ db, news, logger: createLogger({ service: 'test', level: 'silent' }), rereadMs });
  closers.push(() => feed.close());
  return feed;
}

async function insert(): Promise<string> {
  const id = uuidv7();
  await database.db.pool.query("INSERT INTO prime_checks (id, number) VALUES (?, '7')", [id]);
  return id;
}

async function complete(id: string): Promise<void> {
  await database.db.pool.query(
    `UPDATE prime_checks SET status = 'completed', is_prime = 1, certainty = 'proven', completed_at = NOW(3) WHERE id = ?`,
    [id],
  );
}

it('never tells an older state after a newer one, however long a read takes', async () => {
  const { news, tell, reconnect } = createNews();
  const slow = createSlowDatabase();
  const feed = openFeed(slow.db, news);
  const id = await insert();
  const told: string[] = [];
  closers.push(async () => feed.follow(id, ({ primeCheck }) => told.push(primeCheck.status)));
  feed.follow(id, ({ primeCheck }) => told.push(primeCheck.status));

  const release = slow.holdNext();
  tell(id);
  await until(() => slow.underWay() === 1);
  // This read has seen `processing` and is slow to say so; the request changes, which is heard, missed and asked for.
  await complete(id);
  tell(id);
  reconnect();
  const asked = feed.read(id);
  await new Promise((resolve) => setTimeout(resolve, 50));
  release();

  expect((await asked)?.primeCheck.status).toBe('completed');
  await until(() => told.length >= 3);
  expect(told).toEqual(told.toSorted((a, b) => Number(a === 'completed') - Number(b === 'completed')));
  expect(told.at(-1)).toBe('completed');
  expect(slow.mostUnderWay()).toBe(1);
});

it('tells after a failed read what that read had taken up, without waiting for the interval', async () => {
  const { news, tell } = createNews();
  let failures = 1;
  const db: Pick<Database, 'withConnection'> = {
    withConnection: async (work) => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('away');
      }
      return database.db.withConnection(work);
    },
  };
  const feed = openFeed(db as Database, news);
  const id = await insert();
  const told: string[] = [];
  feed.follow(id, ({ primeCheck }) => told.push(primeCheck.status));
  tell(id);
  await until(() => told.length > 0);
  expect(failures).toBe(0);
});

it('tells a reader of everything once to fetch the list when too much was missed, and goes on from there', async () => {
  const { news, reconnect } = createNews();
  const feed = openFeed(database.db, news);
  const items: FeedItem[] = [];
  feed.followAll(null, (item) => items.push(item));
  const later = new Date(Date.now() - 1_000);
  const rows = Array.from({ length: 600 }, () => [uuidv7(), '7', later]);
  await database.db.pool.query('INSERT INTO prime_checks (id, number, updated_at) VALUES ?', [rows]);
  reconnect();
  await until(() => items.some((item) => item.kind === 'reset'));

  // What the reset covered lies behind the feed: six seconds on, only the news are told.
  await database.db.pool.query('UPDATE prime_checks SET updated_at = ?', [new Date(Date.now() - 60_000)]);
  const id = await insert();
  reconnect();
  await until(() => items.some((item) => item.kind === 'change' && item.change.primeCheck.id === id));
  expect(items.filter((item) => item.kind === 'reset')).toHaveLength(1);
});
