import { HEADER, parseEventId } from '@ballast/contracts';
import { type Database, openDatabase, type RowDataPacket } from '@ballast/database';
import { createTestDatabase, type TestDatabase, until } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeVerdicts } from './store-verdicts.ts';
import type { Verdict } from './verdict.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const CONTEXT = { worker: 'test-worker', now: new Date('2026-01-02T03:04:05.678Z') };

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  // With the rights of the worker's own account, and no more.
  db = await openDatabase(await database.account('prime-check-worker'));
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

interface Request {
  readonly id: string;
  readonly number: string;
}

/** The worker has no key: it asks only whether there is an address. */
const SEALED = Buffer.from('an address, sealed');

async function createRequest(
  options: { number?: string; emailSealed?: Buffer; email?: string; status?: string; id?: string } = {},
): Promise<Request> {
  const { number = '7', emailSealed = null, email = null, status = 'processing', id = uuidv7() } = options;
  await database.db.pool.query('INSERT INTO prime_checks (id, number, email_sealed, email, status) VALUES (?)', [
    [id, number, emailSealed, email, status],
  ]);
  return { id, number };
}

function verdictOn({ id, number }: Request, overrides: Partial<Verdict> = {}): Verdict {
  return {
    identity: { id, generation: 0, enqueue: 1 },
    number,
    isPrime: true,
    certainty: 'proven',
    trace: { traceparent: TRACEPARENT },
    processingTimeMs: 1.4,
    ...overrides,
  };
}

async function read(sql: string, ...values: unknown[]): Promise<RowDataPacket[]> {
  const [rows] = await database.db.pool.query<RowDataPacket[]>(sql, values);
  return rows;
}

const readRequest = async (id: string) => (await read('SELECT * FROM prime_checks WHERE id = ?', id))[0];
const readDeliveries = (id: string) => read('SELECT * FROM email_deliveries WHERE aggregate_id = ?', id);
const readLogs = (id: string) => read('SELECT * FROM message_processing_logs WHERE message_id = ?', id);
const readOutbox = (deliveryId: string) => read('SELECT * FROM outbox WHERE aggregate_id = ?', deliveryId);

describe('storeVerdicts', () => {
  test('a group of verdicts is stored, each with its own answer, certainty, time and log', async () => {
    const requests = await Promise.all(['7', '9', '11'].map((number) => createRequest({ number })));
    const verdicts = requests.map((request, i) =>
      verdictOn(request, { isPrime: i !== 1, certainty: i === 2 ? 'probable' : 'proven' }),
    );
    // Not in the order of the ids, as messages never are.
    const stored = await storeVerdicts(db, verdicts.toReversed(), CONTEXT);
    expect(stored).toMatchObject({ decisions: ['stored', 'stored', 'stored'], mailsEnqueued: 0 });
    expect(stored.accepted).toHaveLength(3);

    const rows = await Promise.all(requests.map(({ id }) => readRequest(id)));
    expect(rows).toMatchObject([
      { status: 'completed', is_prime: 1, certainty: 'proven', completed_at: CONTEXT.now, updated_at: CONTEXT.now },
      { status: 'completed', is_prime: 0, certainty: 'proven' },
      { status: 'completed', is_prime: 1, certainty: 'probable' },
    ]);
    expect(await readLogs(requests[0]?.id ?? '')).toMatchObject([
      {
        status: 'success',
        subject: 'primecheck',
        generation: 0,
        enqueue: 1,
        worker: 'test-worker',
        processing_time_ms: 1,
      },
    ]);
  });

  test('who left an address gets a delivery and an outbox row that goes on with the trace', async () => {
    const request = await createRequest({ emailSealed: SEALED });
    const { mailsEnqueued } = await storeVerdicts(db, [verdictOn(request)], CONTEXT);
    expect(mailsEnqueued).toBe(1);

    const [delivery] = await readDeliveries(request.id);
    expect(delivery).toMatchObject({
      kind: 'prime_check_result',
      recipient: null,
      status: 'pending',
      generation: 0,
      enqueue_count: 1,
      trace_id: '0af7651916cd43dd8448eb211c80319c',
    });
    const [row, ...more] = await readOutbox(delivery?.id);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ subject: 'emailsend', aggregate_type: 'email_delivery' });
    expect(parseEventId(row?.event_id)).toEqual({ id: delivery?.id, generation: 0, enqueue: 1 });
    expect(JSON.parse(row?.payload)).toMatchObject({ id: delivery?.id, payload: { kind: 'prime_check_result' } });
    expect(JSON.parse(row?.headers)).toMatchObject({ [HEADER.traceparent]: TRACEPARENT });
  });

  test('who left an address before addresses were sealed gets a delivery too, and the address is not copied into it', async () => {
    const request = await createRequest({ email: 'a@example.com' });
    expect(await storeVerdicts(db, [verdictOn(request)], CONTEXT)).toMatchObject({ mailsEnqueued: 1 });
    const [delivery] = await readDeliveries(request.id);
    expect(delivery).toMatchObject({ recipient: null });
    expect(JSON.stringify([delivery, await readOutbox(delivery?.id)])).not.toContain('example.com');
  });

  test('a second verdict changes nothing, whatever it says, and enqueues no second mail', async () => {
    const request = await createRequest({ emailSealed: SEALED });
    await storeVerdicts(db, [verdictOn(request)], CONTEXT);
    const before = await readRequest(request.id);
    const late = { ...CONTEXT, now: new Date('2026-01-02T04:00:00Z') };
    const again = await storeVerdicts(db, [verdictOn(request, { isPrime: false })], late);
    expect(again).toEqual({ decisions: ['already_decided'], mailsEnqueued: 0, accepted: [] });
    expect(await readRequest(request.id)).toEqual(before);
    expect(await readDeliveries(request.id)).toHaveLength(1);
    expect(await readLogs(request.id)).toHaveLength(1);
  });

  test('of two verdicts on one request in one group the first counts', async () => {
    const request = await createRequest({ emailSealed: SEALED });
    const group = [verdictOn(request), verdictOn(request, { isPrime: false })];
    expect(await storeVerdicts(db, group, CONTEXT)).toMatchObject({
      decisions: ['stored', 'already_decided'],
      mailsEnqueued: 1,
    });
    expect(await readRequest(request.id)).toMatchObject({ is_prime: 1 });
  });

  test.each(['dead', 'discarded'])('success completes a request that is %s', async (status) => {
    const request = await createRequest({ status });
    expect(await storeVerdicts(db, [verdictOn(request)], CONTEXT)).toMatchObject({ decisions: ['stored'] });
    expect(await readRequest(request.id)).toMatchObject({ status: 'completed', is_prime: 1 });
  });

  test('an unknown request and another number fail alone, not with their group', async () => {
    const good = await createRequest();
    const other = await createRequest({ number: '11' });
    const group = [verdictOn({ id: uuidv7(), number: '7' }), verdictOn({ ...other, number: '13' }), verdictOn(good)];
    expect(await storeVerdicts(db, group, CONTEXT)).toMatchObject({
      decisions: ['request_unknown', 'other_number', 'stored'],
      mailsEnqueued: 0,
    });
    expect(await readRequest(other.id)).toMatchObject({ status: 'processing', is_prime: null });
  });

  test('a request that was set back by hand gets its verdict again, but no second mail', async () => {
    const [reset, fresh] = await Promise.all([
      createRequest({ emailSealed: SEALED }),
      createRequest({ emailSealed: SEALED }),
    ]);
    await storeVerdicts(db, [verdictOn(reset)], CONTEXT);
    await database.db.pool.query(
      `UPDATE prime_checks SET status = 'processing', is_prime = NULL, certainty = NULL, completed_at = NULL WHERE id = ?`,
      [reset.id],
    );
    expect(await storeVerdicts(db, [verdictOn(reset), verdictOn(fresh)], CONTEXT)).toMatchObject({
      decisions: ['stored', 'stored'],
      mailsEnqueued: 1,
    });
    expect(await readDeliveries(reset.id)).toHaveLength(1);
    expect(await readDeliveries(fresh.id)).toHaveLength(1);
  });

  test('when the outbox row of one mail is refused, no verdict of the group and no delivery is there', async () => {
    const requests = await Promise.all([createRequest({ emailSealed: SEALED }), createRequest()]);
    await database.db.pool.query(
      `CREATE TRIGGER refuse_outbox BEFORE INSERT ON outbox FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'`,
    );
    try {
      await expect(
        storeVerdicts(
          db,
          requests.map((request) => verdictOn(request)),
          CONTEXT,
        ),
      ).rejects.toMatchObject({
        errno: 1644,
      });
    } finally {
      await database.db.pool.query('DROP TRIGGER refuse_outbox');
    }
    for (const { id } of requests) {
      expect(await readRequest(id)).toMatchObject({ status: 'processing', is_prime: null, completed_at: null });
      expect(await readDeliveries(id)).toEqual([]);
      expect(await readLogs(id)).toEqual([]);
    }
  });

  test('groups with the same requests in opposite order, at the same time, neither deadlock nor store twice', async () => {
    const requests = await Promise.all(Array.from({ length: 40 }, () => createRequest({ emailSealed: SEALED })));
    for (let round = 0; round < 10; round++) {
      const group = requests.slice(round * 4, round * 4 + 4).map((request) => verdictOn(request));
      const results = await Promise.all([
        storeVerdicts(db, group, CONTEXT),
        storeVerdicts(db, group.toReversed(), CONTEXT),
        storeVerdicts(db, [...group.slice(2), ...group.slice(0, 2)], CONTEXT),
      ]);
      expect(results.flatMap(({ decisions }) => decisions).filter((one) => one === 'stored')).toHaveLength(4);
      expect(results.reduce((sum, { mailsEnqueued }) => sum + mailsEnqueued, 0)).toBe(4);
    }
    expect(await hasDeadlocked()).toBe(false);
  });

  test('the ledger counts each verdict once, from the state its request was in, and each mail that was asked for', async () => {
    const counted = async () => {
      const rows = await read('SELECT ledger, name, SUM(value) AS value FROM ledger_counters GROUP BY ledger, name');
      return new Map(rows.map((row) => [`${row.ledger}.${row.name}`, Number(row.value)]));
    };
    const before = await counted();
    const requests = await Promise.all([
      createRequest({ emailSealed: SEALED }),
      createRequest(),
      createRequest({ status: 'dead' }),
      createRequest({ status: 'discarded' }),
    ]);
    const verdicts = requests.map((request) => verdictOn(request));
    await storeVerdicts(db, [...verdicts, ...verdicts], CONTEXT);
    await storeVerdicts(db, verdicts, CONTEXT);
    const after = await counted();
    const changes = [...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]);
    expect(Object.fromEntries(changes.filter(([, value]) => value !== 0))).toEqual({
      'requests.processing': -2,
      'requests.dead': -1,
      'requests.discarded': -1,
      'requests.completed': 4,
      'emails.accepted': 1,
      'emails.processing': 1,
    });
  });

  test('a verdict closes the letters of its request, in its own transaction; an untroubled request costs no question', async () => {
    const [late, redriven, untroubled] = await Promise.all([
      createRequest({ status: 'dead' }),
      createRequest(),
      createRequest(),
    ]);
    await database.db.pool.query('UPDATE prime_checks SET generation = 1 WHERE id = ?', [redriven.id]);
    const states: [Request, string][] = [
      [late, 'pending'],
      [redriven, 'reprocessing'],
      [untroubled, 'pending'],
    ];
    await database.db.pool.query(
      `INSERT INTO dead_letter_messages
         (letter_key, original_subject, original_message_id, payload, error_message, error_type, status) VALUES ?`,
      [states.map(([{ id }, status]) => [`dlq:${id}:r0`, 'primecheck', id, '{}', 'no', 'transient', status])],
    );
    await storeVerdicts(
      db,
      [late, redriven, untroubled].map((request) => verdictOn(request)),
      CONTEXT,
    );
    const letters = await Promise.all(
      states.map(([{ id }]) => read('SELECT * FROM dead_letter_messages WHERE original_message_id = ?', id)),
    );
    expect(letters.flat()).toMatchObject([
      { status: 'resolved', resolution: 'succeeded', resolved_by: 'test-worker' },
      { status: 'resolved', resolution: 'succeeded', resolved_by: 'test-worker' },
      // Such a letter cannot be: that it stays shows that nobody looked.
      { status: 'pending' },
    ]);
  });

  test('it locks its own requests and no others', async () => {
    const [mine, strange] = await Promise.all([createRequest(), createRequest()]);
    const connection = await database.db.pool.getConnection();
    try {
      await connection.query('START TRANSACTION');
      await connection.query('SELECT id FROM prime_checks WHERE id = ? FOR UPDATE', [strange.id]);
      // A statement that scanned the table would wait here for the stranger's row.
      const stored = await until(() => storeVerdicts(db, [verdictOn(mine)], CONTEXT), { timeoutMs: 2_000 });
      expect(stored.decisions).toEqual(['stored']);
    } finally {
      await connection.query('ROLLBACK');
      connection.release();
    }
  });
});

/** Whether the last deadlock that the server saw was in this test's database. */
async function hasDeadlocked(): Promise<boolean> {
  const rows = await read('SHOW ENGINE INNODB STATUS');
  const status = String(rows[0]?.Status);
  const deadlock = status.slice(status.indexOf('LATEST DETECTED DEADLOCK'), status.indexOf('\nTRANSACTIONS\n'));
  return status.includes('LATEST DETECTED DEADLOCK') && deadlock.includes(database.options.database);
}
