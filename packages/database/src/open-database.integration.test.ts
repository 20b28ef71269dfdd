import { createTestDatabase, startTcpProxy, type TcpProxy, type TestDatabase, until } from '@ballast/testkit';
import type { PoolConnection, RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from './open-database.ts';

let testDatabase: TestDatabase;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function open(more: Partial<DatabaseOptions> = {}): Promise<Database> {
  const db = await openDatabase({ ...testDatabase.options, ...more });
  opened.push(db);
  return db;
}

async function openThroughProxy(more: Partial<DatabaseOptions> = {}): Promise<{ db: Database; proxy: TcpProxy }> {
  const proxy = await startTcpProxy(testDatabase.options);
  opened.push(proxy);
  const db = await open({ host: '127.0.0.1', port: proxy.port, ...more });
  return { db, proxy };
}

/** Holds `count` connections until `release`, however long it takes to open them. */
async function hold(db: Database, count: number): Promise<{ release(): Promise<void> }> {
  const leases = await Promise.all(Array.from({ length: count }, () => until(() => db.lease())));
  return {
    release: async () => {
      for (const lease of leases) lease.end();
    },
  };
}

async function one(connection: Pick<PoolConnection, 'query'>, sql: string, values: unknown[] = []) {
  const [rows] = await connection.query<RowDataPacket[]>(sql, values);
  return rows[0];
}

describe('every connection', () => {
  const session = `SELECT @@session.time_zone AS zone, @@session.sql_mode AS mode, @@session.autocommit AS autocommit,
    @@session.innodb_lock_wait_timeout AS lockWait, @@session.collation_connection AS collation`;

  test('runs at READ COMMITTED, in UTC, in strict mode and in our collation', async () => {
    const db = await open({ poolSize: 5 });
    const inside = await Promise.all(
      Array.from({ length: 5 }, () =>
        db.withConnection(async (connection) => ({
          session: await one(connection, session),
          isolation: await isolation(connection),
        })),
      ),
    );
    for (const row of inside) {
      expect(row.session).toMatchObject({
        zone: '+00:00',
        autocommit: 1,
        lockWait: 5,
        collation: 'utf8mb4_unicode_ci',
      });
      expect(row.session?.mode).toContain('STRICT_TRANS_TABLES');
      expect(row.isolation).toBe('READ-COMMITTED');
    }
  });

  test('so also where the pool is used directly', async () => {
    const db = await open();
    expect(await one(db.pool, session)).toMatchObject({ zone: '+00:00' });
    expect(await isolation(db.pool)).toBe('READ-COMMITTED');
  });

  async function isolation(connection: Pick<PoolConnection, 'query'>) {
    const row = await one(
      connection,
      `SHOW SESSION VARIABLES WHERE Variable_name IN ('transaction_isolation', 'tx_isolation')`,
    );
    return row?.Value;
  }

  test('gives whole numbers beyond 2^53 back digit by digit', async () => {
    const db = await open();
    expect(await one(db.pool, 'SELECT 18446744073709551557 AS big, 42 AS small')).toEqual({
      big: '18446744073709551557',
      small: 42,
    });
  });

  test('gives moments back as they were put in, to the millisecond', async () => {
    const db = await open();
    const moment = new Date('2024-03-31T01:30:00.123Z');
    await db.withConnection(async (connection) => {
      await connection.query('CREATE TEMPORARY TABLE moments (at datetime(3))');
      await connection.query('INSERT INTO moments VALUES (?)', [moment]);
      await connection.execute('INSERT INTO moments VALUES (?)', [moment]);
      const [rows] = await connection.query<RowDataPacket[]>('SELECT at, CAST(at AS char) AS text FROM moments');
      expect(rows).toEqual(Array(2).fill({ at: moment, text: '2024-03-31 01:30:00.123' }));
    });
  });

  test('never turns an object among the parameters into SQL', async () => {
    const db = await open();
    const sql = 'SELECT COUNT(*) AS found FROM prime_checks WHERE id = ?';
    await db.pool.query(`INSERT INTO prime_checks (id, number) VALUES ('injected', '7')`);
    expect((await one(db.pool, sql, [{ id: 1 }]))?.found).toBe(0);
    expect((await one(db.pool, sql, ['injected']))?.found).toBe(1);
  });
});

describe('the pool', () => {
  test.each([4, 21, 5.5])('has 5 to 20 connections, not %d', async (poolSize) => {
    await expect(openDatabase({ ...testDatabase.options, poolSize })).rejects.toThrow(RangeError);
  });

  test('opens no more connections than it may, and loses none', async () => {
    const db = await open({ poolSize: 5 });
    const ids = await Promise.all(
      Array.from({ length: 50 }, () =>
        db.withConnection(async (connection) => (await one(connection, 'SELECT CONNECTION_ID() AS id'))?.id),
      ),
    );
    expect(new Set(ids).size).toBeLessThanOrEqual(5);
    expect(db.stats()).toEqual({ inUse: 0, waiting: 0, size: 5, open: new Set(ids).size });
  });

  test('lets nobody wait longer than acquireTimeoutMs', async () => {
    const db = await open({ poolSize: 5, acquireTimeoutMs: 1_000 });
    const held = await hold(db, 5);
    await expect(db.ping()).rejects.toMatchObject({ code: 'pool_exhausted' });
    await held.release();
    await until(() => db.ping().then(() => true));
  });

  test('refuses at once whoever does not fit into the queue', async () => {
    const db = await open({ poolSize: 5, queueLimit: 1 });
    const held = await hold(db, 5);
    const waiting = db.ping();
    await expect(db.ping()).rejects.toMatchObject({ code: 'pool_exhausted' });
    await held.release();
    await waiting;
  });

  test('bounds the wait as well while others take connections from the driver’s pool itself', async () => {
    const db = await open({ poolSize: 5, acquireTimeoutMs: 50 });
    const taken = await Promise.all(Array.from({ length: 5 }, () => db.pool.getConnection()));
    await expect(db.ping()).rejects.toMatchObject({ code: 'pool_exhausted' });
    for (const connection of taken) connection.release();
    await until(() => db.ping().then(() => true));
  });

  test('closes connections that nobody has used for idleMs', async () => {
    const name = testDatabase.options.database;
    const db = await open({ poolSize: 5, idleMs: 200 });
    const held = await hold(db, 5);
    const ids = await connectionIds(name);
    expect(ids.length).toBeGreaterThanOrEqual(5);
    await held.release();
    // The test's own pool keeps its connections for a minute.
    await until(async () => (await connectionIds(name)).length <= ids.length - 5);
    await db.ping();
  });

  async function connectionIds(database: string): Promise<number[]> {
    const [rows] = await testDatabase.db.pool.query<RowDataPacket[]>(
      'SELECT id AS id FROM information_schema.processlist WHERE db = ?',
      [database],
    );
    return rows.map(({ id }) => id);
  }
});

describe('a server that cannot be reached', () => {
  test('is `unavailable`, and reached again once it is back', async () => {
    const { db, proxy } = await openThroughProxy();
    await db.ping();
    proxy.down();
    await expect(until(() => db.ping().then(() => undefined), { timeoutMs: 1 })).rejects.toMatchObject({
      cause: { code: 'unavailable' },
    });
    proxy.up();
    await until(() => db.ping().then(() => true));
  });

  test('may be away when the database is opened', async () => {
    const { db, proxy } = await openThroughProxy();
    proxy.down();
    await expect(db.ping()).rejects.toMatchObject({ code: 'unavailable' });
    proxy.up();
    await db.ping();
  });

  test('that accepts and never greets is `unavailable` for all who wait, not a pool that is too small', async () => {
    const { db, proxy } = await openThroughProxy({ poolSize: 5, connectTimeoutMs: 100, acquireTimeoutMs: 150 });
    proxy.pause();
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => db.ping()));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'unavailable' } });
    proxy.resume();
    await until(() => db.ping().then(() => true));
  });

  test('that does not let us in is `unavailable`, with the server’s number', async () => {
    const db = await open({ password: 'wrong' });
    await expect(db.ping()).rejects.toMatchObject({ code: 'unavailable', errno: 1045 });
    const elsewhere = await open({ database: 'not_there' });
    await expect(elsewhere.ping()).rejects.toMatchObject({ code: 'unavailable', errno: 1049 });
  });

  test('in the middle of a statement fails that statement, and costs no place in the pool', async () => {
    const { db, proxy } = await openThroughProxy({ poolSize: 5 });
    const running = Promise.allSettled(
      Array.from({ length: 5 }, () => db.withConnection((connection) => connection.query('SELECT SLEEP(30)'))),
    );
    await until(() => db.stats().inUse === 5);
    await until(async () => (await sleeping()) === 5);
    proxy.cut();
    for (const outcome of await running) expect(outcome).toMatchObject({ reason: { code: 'unavailable' } });
    const held = await hold(db, 5);
    await held.release();
  });

  async function sleeping(): Promise<number> {
    const [rows] = await testDatabase.db.pool.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS count FROM information_schema.processlist WHERE db = ? AND info LIKE 'SELECT SLEEP%'`,
      [testDatabase.options.database],
    );
    return Number(rows[0]?.count);
  }
});

describe('withConnection', () => {
  test('gives the connection back when its work throws, and lets the error through', async () => {
    const db = await open({ poolSize: 5 });
    const bug = new Error('a bug');
    for (let index = 0; index < 6; index += 1) {
      await expect(db.withConnection(() => Promise.reject(bug))).rejects.toBe(bug);
    }
    expect(db.stats().inUse).toBe(0);
  });

  test('fails a statement on a connection that was kept after it was given back', async () => {
    const db = await open();
    let kept: PoolConnection | undefined;
    await db.withConnection(async (connection) => {
      kept = connection;
    });
    await expect(kept?.query('SELECT 1')).rejects.toMatchObject({ code: 'other' });
    await expect(kept?.execute('SELECT 1')).rejects.toMatchObject({ code: 'other' });
  });

  test('past its deadline is `timeout`; the work gets that error too, and the connection is not used again', async () => {
    const db = await open();
    let inner: Promise<unknown> | undefined;
    const late = db.withConnection(
      (connection) => {
        inner = connection.query('SELECT SLEEP(30)');
        return inner;
      },
      // Long enough to open a connection in, on a machine that stands still meanwhile.
      { deadlineMs: 2_000 },
    );
    await expect(late).rejects.toMatchObject({ code: 'timeout' });
    await expect(inner).rejects.toMatchObject({ code: 'timeout' });
    await db.ping();
    expect(db.stats().inUse).toBe(0);
  });
});

describe('close', () => {
  test('waits for the work under way, then refuses, and leaves no connection', async () => {
    const db = await open();
    let isDone = false;
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const work = db.withConnection(async (connection) => {
      await released;
      await connection.query('SELECT SLEEP(0.2)');
      isDone = true;
    });
    await until(() => db.stats().inUse === 1);
    const closed = db.close();
    release();
    await closed;
    expect(isDone).toBe(true);
    await work;
    await expect(db.ping()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(db.withConnection(async () => 1)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('twice, and before anything was opened, is fine', async () => {
    const db = await open();
    await Promise.all([db.close(), db.close()]);
    await db.close();
  });

  test('leaves no socket open, also when the server does not answer any more', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
    const { db, proxy } = await openThroughProxy();
    await hold(db, 3).then((held) => held.release());
    const withOurs = sockets();
    proxy.pause(); // its own ends of the connections stay open
    await db.close();
    await until(() => sockets() <= withOurs - 3);
    proxy.resume();
  });
});
