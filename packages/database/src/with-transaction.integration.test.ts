import { inspect } from 'node:util';
import { createTestDatabase, isCommit, startTcpProxy, type TcpProxy, type TestDatabase, until } from '@ballast/testkit';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { drizzleOn } from './drizzle-on.ts';
import { type Database, type DatabaseOptions, openDatabase } from './open-database.ts';
import { primeChecks } from './tables/prime-checks.ts';
import type { Tx } from './transaction.ts';
import { withTransaction } from './with-transaction.ts';

let testDatabase: TestDatabase;
let db: Database;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = testDatabase.db;
  await db.pool.query('CREATE TABLE counters (name varchar(20) PRIMARY KEY, value int NOT NULL)');
});
afterAll(() => testDatabase.drop());
beforeEach(async () => {
  await db.pool.query('DELETE FROM counters');
  await db.pool.query(`INSERT INTO counters VALUES ('a', 0), ('b', 0), ('c', 0)`);
});
afterEach(async () => {
  expect(db.stats().inUse).toBe(0); // whatever happened, the connection came back
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function openThroughProxy(more: Partial<DatabaseOptions> = {}): Promise<{ cutDb: Database; proxy: TcpProxy }> {
  const proxy = await startTcpProxy(testDatabase.options);
  opened.push(proxy);
  const cutDb = await openDatabase({ ...testDatabase.options, host: '127.0.0.1', port: proxy.port, ...more });
  opened.push(cutDb);
  return { cutDb, proxy };
}

async function add(tx: Pick<Tx, 'query'>, name: string, amount = 1): Promise<void> {
  await tx.query('UPDATE counters SET value = value + ? WHERE name = ?', [amount, name]);
}

async function values(): Promise<Record<string, number>> {
  const [rows] = await db.pool.query<RowDataPacket[]>('SELECT name, value FROM counters ORDER BY name');
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** Resolves for everybody once `count` have come. */
function barrier(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let waiting = count;
  return () => {
    waiting -= 1;
    if (waiting <= 0) resolve();
    return promise;
  };
}

describe('the outcome', () => {
  test('is committed when the function returns, and its result comes out', async () => {
    const result = await withTransaction(db, async (tx) => {
      await add(tx, 'a');
      await add(tx, 'b');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await values()).toMatchObject({ a: 1, b: 1 });
  });

  test('is nothing when the function throws, and its own error comes out', async () => {
    const bug = new Error('a bug');
    const failing = withTransaction(db, async (tx) => {
      await add(tx, 'a');
      throw bug;
    });
    await expect(failing).rejects.toBe(bug);
    expect(await values()).toMatchObject({ a: 0 });
  });

  test('is nothing when a statement fails, and the error is a DatabaseError inside and outside', async () => {
    let inside: unknown;
    const failing = withTransaction(db, async (tx) => {
      await add(tx, 'a');
      try {
        await tx.query(`INSERT INTO counters VALUES ('b', 1)`);
      } catch (error) {
        inside = error;
        throw error;
      }
    });
    await expect(failing).rejects.toMatchObject({ code: 'duplicate', errno: 1062 });
    expect(inside).toMatchObject({ code: 'duplicate' });
    expect(await values()).toMatchObject({ a: 0 });
  });

  test('is committed when the function has dealt with a statement that failed', async () => {
    await withTransaction(db, async (tx) => {
      await add(tx, 'a');
      await tx.query(`INSERT INTO counters VALUES ('b', 1)`).catch(() => undefined);
    });
    expect(await values()).toMatchObject({ a: 1 });
  });

  test('is not seen by others before the commit', async () => {
    await withTransaction(db, async (tx) => {
      await add(tx, 'a');
      expect(await values()).toMatchObject({ a: 0 });
    });
  });

  test('sees what others have committed meanwhile: READ COMMITTED', async () => {
    await withTransaction(db, async (tx) => {
      await tx.query('SELECT * FROM counters');
      await add(db.pool, 'a');
      const [rows] = await tx.query<RowDataPacket[]>(`SELECT value FROM counters WHERE name = 'a'`);
      expect(rows[0]?.value).toBe(1);
    });
  });
});

test('a broker’s network error that passes through stays what it is', async () => {
  const brokerError = Object.assign(new Error('broker'), { code: 'ECONNREFUSED', errno: -111 });
  await expect(withTransaction(db, () => Promise.reject(brokerError))).rejects.toBe(brokerError);
});

test('a transaction that was kept after its end sends nothing', async () => {
  let kept: Tx | undefined;
  await withTransaction(db, async (tx) => {
    kept = tx;
  });
  await expect(kept?.query(`UPDATE counters SET value = 9`)).rejects.toMatchObject({ code: 'other' });
  expect(await values()).toMatchObject({ a: 0 });
});

describe('drizzle on a transaction', () => {
  test('runs in it', async () => {
    const failing = withTransaction(db, async (tx) => {
      await drizzleOn(tx).insert(primeChecks).values({ id: 'rolled-back', number: '7' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await drizzleOn(db.pool).select().from(primeChecks)).toEqual([]);
  });

  test('fails with a DatabaseError that shows no parameter', async () => {
    const number = 'not ascii: é, and a secret';
    const failing = withTransaction(db, (tx) => drizzleOn(tx).insert(primeChecks).values({ id: 'x', number }));
    await expect(failing).rejects.toMatchObject({ name: 'DatabaseError', code: 'refused_row' });
    const printed = inspect(await failing.catch((error: unknown) => error), { depth: 10, showHidden: true });
    expect(printed).toContain('number');
    expect(printed).not.toContain('secret');
  });
});

describe('a deadlock', () => {
  /** Two transactions that lock a and b in opposite order; the first time round they meet in the middle. */
  async function collide(options: { retries?: number }): Promise<PromiseSettledResult<void>[]> {
    const meet = barrier(2);
    const lockBoth = (first: string, second: string) =>
      withTransaction(
        db,
        async (tx) => {
          await add(tx, first);
          await meet();
          await add(tx, second);
        },
        options,
      );
    return Promise.allSettled([lockBoth('a', 'b'), lockBoth('b', 'a')]);
  }

  test('is run again as a whole: both succeed, and each counts once', async () => {
    const outcomes = await collide({});
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await values()).toMatchObject({ a: 2, b: 2 });
  });

  test('comes out as `deadlock` when no retries are left, and has changed nothing', async () => {
    const outcomes = await collide({ retries: 0 });
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failed).toMatchObject([{ reason: { code: 'deadlock', errno: 1213 } }]);
    expect(await values()).toMatchObject({ a: 1, b: 1 });
  });

  test('that the function swallows does not let the rest of it be committed on its own', async () => {
    const meet = barrier(2);
    const swallow = (first: string, second: string) =>
      withTransaction(db, async (tx) => {
        await add(tx, first);
        await meet();
        await add(tx, second).catch(() => undefined);
        await add(tx, 'c').catch(() => undefined);
      });
    await Promise.all([swallow('a', 'b'), swallow('b', 'a')]);
    expect(await values()).toEqual({ a: 2, b: 2, c: 2 });
  });

  test('of many at once ends: a hundred transfers in any order lose and invent nothing', async () => {
    const names = ['a', 'b', 'c'];
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        withTransaction(
          db,
          async (tx) => {
            await add(tx, names[index % 3] ?? '', -1);
            await add(tx, names[(index + 1 + (index % 2)) % 3] ?? '', 1);
          },
          { retries: 50 },
        ),
      ),
    );
    const { a = 0, b = 0, c = 0 } = await values();
    expect(a + b + c).toBe(0);
  });
});

test('a lock wait timeout is run again until the lock is free', async () => {
  const holding = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holder = withTransaction(db, async (tx) => {
    await add(tx, 'a');
    holding.resolve();
    await release.promise;
  });
  await holding.promise;
  let tries = 0;
  const waiter = withTransaction(db, async (tx) => {
    tries += 1;
    if (tries === 2) release.resolve();
    await tx.query('SET SESSION innodb_lock_wait_timeout = 1');
    await add(tx, 'b');
    await add(tx, 'a');
  });
  await Promise.all([holder, waiter]);
  expect(tries).toBeGreaterThanOrEqual(2);
  expect(await values()).toMatchObject({ a: 2, b: 1 });
});

describe('the connection is lost', () => {
  test('inside the function: `unavailable`, nothing committed, the next one works', async () => {
    const { cutDb, proxy } = await openThroughProxy();
    const failing = withTransaction(cutDb, async (tx) => {
      await add(tx, 'a');
      proxy.cut();
      await add(tx, 'b');
    });
    await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
    await withTransaction(cutDb, (tx) => add(tx, 'c'));
    await until(async () => (await values()).c === 1);
    expect(await values()).toEqual({ a: 0, b: 0, c: 1 });
  });

  test('and the function throws its own error: that one comes out', async () => {
    const { cutDb, proxy } = await openThroughProxy();
    const bug = new Error('a bug');
    const failing = withTransaction(cutDb, async (tx) => {
      await add(tx, 'a');
      proxy.cut();
      throw bug;
    });
    await expect(failing).rejects.toBe(bug);
    expect(cutDb.stats().inUse).toBe(0);
    await withTransaction(cutDb, (tx) => add(tx, 'c'));
  });

  test('at COMMIT, before it arrives: `commit_unknown`, and it is not committed', async () => {
    const { cutDb, proxy } = await openThroughProxy();
    proxy.onClientData((data) => (isCommit(data) ? 'cut_before' : 'pass'));
    await expect(withTransaction(cutDb, (tx) => add(tx, 'a'))).rejects.toMatchObject({ code: 'commit_unknown' });
    proxy.onClientData(undefined);
    await withTransaction(cutDb, (tx) => add(tx, 'a', 10)); // waits for the row until the server has noticed
    expect(await values()).toMatchObject({ a: 10 });
  });

  test('at COMMIT, after it arrived: `commit_unknown`, and it is committed', async () => {
    const { cutDb, proxy } = await openThroughProxy();
    proxy.onClientData((data) => (isCommit(data) ? 'cut_after' : 'pass'));
    await expect(withTransaction(cutDb, (tx) => add(tx, 'a'))).rejects.toMatchObject({
      code: 'commit_unknown',
      cause: { code: 'unavailable' },
    });
    await until(async () => (await values()).a === 1);
  });

  test('at ROLLBACK: the function’s error comes out, and the connection is not used again', async () => {
    const { cutDb, proxy } = await openThroughProxy();
    proxy.onClientData((data) => (data.includes('ROLLBACK') ? 'cut_before' : 'pass'));
    const bug = new Error('a bug');
    await expect(withTransaction(cutDb, () => Promise.reject(bug))).rejects.toBe(bug);
    proxy.onClientData(undefined);
    await withTransaction(cutDb, (tx) => add(tx, 'a'));
    expect(await values()).toMatchObject({ a: 1 });
  });

  test('before anything was done: another connection is tried', async () => {
    const { cutDb, proxy } = await openThroughProxy();
    await cutDb.ping();
    let cuts = 0;
    proxy.onClientData((data) => {
      if (!data.includes('START TRANSACTION') || cuts === 2) return 'pass';
      cuts += 1;
      return 'cut_before';
    });
    await withTransaction(cutDb, (tx) => add(tx, 'a'));
    expect(cuts).toBe(2);
    expect(await values()).toMatchObject({ a: 1 });
  });

  test('before anything was done, every time: `unavailable`', async () => {
    const { cutDb, proxy } = await openThroughProxy();
    proxy.onClientData((data) => (data.includes('START TRANSACTION') ? 'cut_before' : 'pass'));
    await expect(withTransaction(cutDb, (tx) => add(tx, 'a'))).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('past the deadline', () => {
  test('it is `timeout` at once, rolled back, and its locks are free', async () => {
    const never = new Promise<never>(() => undefined);
    const late = withTransaction(
      db,
      async (tx) => {
        await add(tx, 'a');
        await never;
      },
      { deadlineMs: 100 },
    );
    await expect(late).rejects.toMatchObject({ code: 'timeout' });
    await withTransaction(db, (tx) => add(tx, 'a', 10), { deadlineMs: 10_000 });
    expect(await values()).toMatchObject({ a: 10 });
  });

  test('a function that goes on gets the error at its next statement, and nothing of it is committed', async () => {
    const resume = Promise.withResolvers<void>();
    const second = Promise.withResolvers<unknown>();
    const late = withTransaction(
      db,
      async (tx) => {
        await add(tx, 'a');
        await resume.promise;
        await add(tx, 'b').catch(second.resolve);
      },
      // Long enough to come to its second statement in, on a machine that stands still meanwhile.
      { deadlineMs: 2_000 },
    );
    await expect(late).rejects.toMatchObject({ code: 'timeout' });
    resume.resolve();
    expect(await second.promise).toMatchObject({ code: 'timeout' });
    expect(await values()).toMatchObject({ a: 0, b: 0 });
  });

  test('a statement that waits for a lock is given up', async () => {
    await withTransaction(db, async (tx) => {
      await add(tx, 'a');
      const waiting = withTransaction(db, (other) => add(other, 'a'), { deadlineMs: 100 });
      await expect(waiting).rejects.toMatchObject({ code: 'timeout' });
    });
    await until(async () => (await values()).a === 1);
  });

  test('while COMMIT is under way it is `commit_unknown`', async () => {
    const { cutDb, proxy } = await openThroughProxy();
    proxy.onClientData((data) => {
      if (isCommit(data)) proxy.pause();
      return 'pass';
    });
    // Long enough to come to it in, on a machine that stands still meanwhile.
    const late = withTransaction(cutDb, (tx) => add(tx, 'a'), { deadlineMs: 2_000 });
    await expect(late).rejects.toMatchObject({ code: 'commit_unknown' });
    proxy.onClientData(undefined);
    proxy.resume();
  });

  test('retries count towards it', async () => {
    await withTransaction(db, async (tx) => {
      await add(tx, 'a');
      const retrying = withTransaction(
        db,
        async (other) => {
          await other.query('SET SESSION innodb_lock_wait_timeout = 1');
          await add(other, 'a');
        },
        { deadlineMs: 1_500, retries: 1_000 },
      );
      await expect(retrying).rejects.toMatchObject({ code: 'timeout', errno: undefined });
    });
  });
});
