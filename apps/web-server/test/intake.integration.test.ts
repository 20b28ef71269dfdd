import { type Database, DatabaseError, openDatabase } from '@ballast/database';
import { createMetrics } from '@ballast/telemetry';
import { createTestDatabase, isCommit, startTcpProxy, type TcpProxy, type TestDatabase, until } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Intake } from '../src/intake/intake.ts';
import type { KeyedSubmission, Submission } from '../src/intake/submission.ts';
import { countAccepted, countRows } from './count-rows.ts';

let database: TestDatabase;
let closers: (() => Promise<unknown>)[];

beforeEach(async () => {
  closers = [];
  database = await createTestDatabase();
});

afterEach(async () => {
  for (const close of closers.reverse()) await close();
  // Whatever a test broke: the ledger counts what was accepted, no more and no less.
  const [accepted, rows] = [await countAccepted(database.db), await requests()];
  await database.drop();
  expect(accepted).toBe(rows);
});

function openIntake(
  db: Database,
  options: { maxQueued?: number; onCommitted?: (ids: readonly string[]) => void } = {},
) {
  const intake = new Intake(db, {
    maxGroup: 100,
    maxQueued: options.maxQueued ?? 1_000,
    metrics: createMetrics('test'),
    onCommitted: options.onCommitted ?? (() => undefined),
    resolveWithinMs: 5_000,
  });
  closers.push(() => intake.close());
  return intake;
}

/** An intake whose connections go through a proxy. */
async function openProxiedIntake(): Promise<{ intake: Intake; proxy: TcpProxy }> {
  const proxy = await startTcpProxy(database.options);
  closers.push(() => proxy.close());
  const db = await openDatabase({ ...database.options, host: '127.0.0.1', port: proxy.port });
  closers.push(() => db.close());
  return { intake: openIntake(db), proxy };
}

function submission(number = '7'): Submission {
  return {
    id: uuidv7(),
    number,
    userId: null,
    emailSealed: undefined,
    createdAt: new Date(),
    traceId: '0'.repeat(32),
    trace: {},
  };
}

function keyed(key: string, number = '7'): KeyedSubmission {
  return { ...submission(number), caller: 'ip:127.0.0.1', key, bodyHashes: [number.padStart(64, '0')] };
}

const requests = () => countRows(database.db, 'prime_checks');
const outboxRows = () => countRows(database.db, 'outbox');

describe('G1: request and outbox row are committed together', () => {
  it('leaves no request row when the outbox insert fails', async () => {
    await database.db.pool.query(
      "CREATE TRIGGER refuse BEFORE INSERT ON outbox FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'",
    );
    const intake = openIntake(database.db);
    await expect(intake.submit(submission())).rejects.toBeInstanceOf(DatabaseError);
    expect(await requests()).toBe(0);
  });

  it('commits what arrives during a transaction together with the next one', async () => {
    const groups: number[] = [];
    const intake = openIntake(database.db, { onCommitted: (ids) => groups.push(ids.length) });
    await Promise.all(Array.from({ length: 50 }, (_, index) => intake.submit(submission(String(index + 2)))));
    expect(groups).toEqual([1, 49]);
    expect(await requests()).toBe(50);
    expect(await outboxRows()).toBe(50);
  });

  it('lets a row that the database refuses fail alone, wherever in its group it stands', async () => {
    const intake = openIntake(database.db);
    const good = Array.from({ length: 20 }, (_, index) => submission(String(index + 2)));
    const bad = submission('9'.repeat(70_000));
    const all = [...good.slice(0, 13), bad, ...good.slice(13)];
    const outcomes = await Promise.allSettled(all.map((one) => intake.submit(one)));
    expect(outcomes.map((one) => one.status)).toEqual(all.map((one) => (one === bad ? 'rejected' : 'fulfilled')));
    expect(await requests()).toBe(20);
    expect(await outboxRows()).toBe(20);
  });

  it('refuses at once what would wait behind a full queue, and stores none of it', async () => {
    const intake = openIntake(database.db, { maxQueued: 5 });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => intake.submit(submission())));
    const stored = outcomes.filter((one) => one.status === 'fulfilled').length;
    expect(stored).toBe(6);
    expect(outcomes.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'full' } });
    expect(await requests()).toBe(stored);
  });
});

describe('a connection that dies at COMMIT', () => {
  it.each(['cut_before', 'cut_after'] as const)('is resolved to one stored request (%s the server)', async (how) => {
    const { intake, proxy } = await openProxiedIntake();
    let cuts = 0;
    proxy.onClientData((data) => {
      if (!isCommit(data) || cuts > 0) return 'pass';
      cuts += 1;
      return how;
    });
    const results = await Promise.all([intake.submit(submission('11')), intake.submit(submission('13'))]);
    expect(cuts).toBe(1);
    expect(results.map((one) => one.kind)).toEqual(['accepted', 'accepted']);
    expect(await requests()).toBe(2);
    expect(await outboxRows()).toBe(2);
  });

  it.each(['cut_before', 'cut_after'] as const)('is resolved with an idempotency key as well (%s)', async (how) => {
    const { intake, proxy } = await openProxiedIntake();
    let cuts = 0;
    proxy.onClientData((data) => {
      if (!isCommit(data) || cuts > 0) return 'pass';
      cuts += 1;
      return how;
    });
    const result = await intake.submit(keyed('k'));
    expect(cuts).toBe(1);
    expect(result.kind).toBe('accepted');
    expect(await requests()).toBe(1);
    expect(await outboxRows()).toBe(1);
  });

  it('is never answered with success while nobody knows', async () => {
    const { intake, proxy } = await openProxiedIntake();
    proxy.onClientData((data) => (isCommit(data) ? 'cut_before' : 'pass'));
    const outcome = intake.submit(submission());
    await expect(outcome).rejects.toMatchObject({ code: 'commit_unknown' });
    proxy.onClientData(undefined);
    expect(await requests()).toBe(0);
  });
});

describe('idempotency keys', () => {
  it('two groups with the same keys in opposite order both finish, with one request for each key', async () => {
    const other = await openDatabase(database.options);
    closers.push(() => other.close());
    const forwards = Array.from({ length: 60 }, (_, index) => `k${index}`);
    for (let round = 0; round < 5; round += 1) {
      const keys = forwards.map((key) => `${round}-${key}`);
      const a = openIntake(database.db);
      const b = openIntake(other);
      const outcomes = await Promise.all([
        ...keys.map((key) => a.submit(keyed(key))),
        ...keys.toReversed().map((key) => b.submit(keyed(key))),
      ]);
      expect(outcomes.filter((one) => one.kind === 'accepted').length).toBe(60);
      expect(outcomes.filter((one) => one.kind === 'replayed').length).toBe(60);
    }
    expect(await requests()).toBe(300);
    expect(await outboxRows()).toBe(300);
  });

  it('an open key of another transaction holds up only those who have a key', async () => {
    const blocker = await database.db.pool.getConnection();
    await blocker.query('START TRANSACTION');
    await blocker.query(
      "INSERT INTO idempotency_keys (caller, idem_key, body_hash, request_id, created_at) VALUES ('ip:127.0.0.1', 'held', ?, ?, NOW(3))",
      ['7'.padStart(64, '0'), uuidv7()],
    );
    const intake = openIntake(database.db);
    const waiting = intake.submit(keyed('held'));
    expect((await intake.submit(submission())).kind).toBe('accepted');
    expect(await requests()).toBe(1);
    await blocker.query('ROLLBACK');
    blocker.release();
    expect((await waiting).kind).toBe('accepted');
  });

  it('tells the same body from another one, also within one group', async () => {
    const intake = openIntake(database.db);
    const [a, b, c] = await Promise.all([
      intake.submit(keyed('k', '7')),
      intake.submit(keyed('k', '7')),
      intake.submit(keyed('k', '11')),
    ]);
    expect([a?.kind, b?.kind, c?.kind]).toEqual(['accepted', 'replayed', 'key_reused']);
    expect(await requests()).toBe(1);
  });

  it('gives a replay the answer of the first request', async () => {
    const intake = openIntake(database.db);
    const first = await intake.submit(keyed('k'));
    const second = await intake.submit(keyed('k'));
    if (first.kind !== 'accepted' || second.kind !== 'replayed') throw new Error(`${first.kind}, ${second.kind}`);
    expect(second.accepted).toEqual(first.accepted);
  });
});

it('closes only after what was taken is committed', async () => {
  const intake = openIntake(database.db);
  const submitted = Array.from({ length: 30 }, () => intake.submit(submission()));
  await intake.close();
  expect(await requests()).toBe(30);
  await Promise.all(submitted);
  await until(async () => (await outboxRows()) === 30);
});
