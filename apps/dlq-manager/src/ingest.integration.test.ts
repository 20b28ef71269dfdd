import { randomBytes, randomUUID } from 'node:crypto';
import { firstIdentity, formatEventId, HEADER, PrimeCheckRequested } from '@ballast/contracts';
import { CONSUMER } from '@ballast/messaging';
import { holdRequests, startTcpProxy, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inParallel, ManagerBench, metricOf } from '../test/manager-bench.ts';

let bench: ManagerBench;
let closers: (() => Promise<unknown>)[];
beforeEach(async () => {
  closers = [];
  bench = await ManagerBench.open({ ackWaitMs: 3_000 });
});
afterEach(async () => {
  await bench.close();
  for (const close of closers) await close();
});

const drained = (stream?: string) =>
  until(async () => (await bench.stored(stream)) === 0, { timeoutMs: 60_000, what: `nothing is left in ${stream}` });

test.each(['primecheck', 'emailsend'] as const)(
  'a raw undecodable publish on %s ends as a poison letter with its exact bytes',
  async (subject) => {
    const worker = subject === 'primecheck' ? 'prime-check-worker' : 'email-send-worker';
    const body = Buffer.concat([Buffer.from([0xff, 0x00, 0x7b]), randomBytes(2_000)]);
    await Promise.all([bench.start('dlq-manager'), bench.start(worker)]);
    const { seq } = await bench.messaging.publish({ subject, messageId: 'raw', body });
    const [letter] = await until(
      async () => {
        const letters = await bench.letters();
        return letters.length > 0 && letters;
      },
      { timeoutMs: 60_000 },
    );
    expect(letter).toMatchObject({
      original_subject: subject,
      original_message_id: null,
      payload: null,
      payload_raw: body,
      error_type: 'poison',
      status: 'pending',
      attempts: 1,
      consumer: `${subject}_consumer`,
      stream: `${subject}_stream`,
      stream_created: await bench.messaging.streamCreated(`${subject}_stream`),
      seq,
      worker: expect.stringContaining('-'),
    });
    expect(await bench.rows('SELECT * FROM dead_letter_groups')).toMatchObject([
      { fingerprint: letter?.fingerprint, total: 1, error_type: 'poison', status: 'active' },
    ]);
    await drained(`${subject}_stream`);
    await drained();
    expect(await bench.letters()).toHaveLength(1);
  },
);

test('a permanent failure whose worker dies between the ack of its letter and its term ends with one letter', async () => {
  const [id = ''] = await bench.requests(1);
  const nats = testServers().nats.servers[0]?.split(':') ?? [];
  const proxy = await startTcpProxy({ host: nats[0] ?? '', port: Number(nats[1]) });
  closers.push(() => proxy.close());
  const dying = await bench.start('prime-check-worker', { natsServers: [`127.0.0.1:${proxy.port}`] });
  let wasTerming = false;
  proxy.onClientData((data) => {
    if (!data.includes('+TERM')) return 'pass';
    wasTerming = true;
    dying.signal('SIGKILL');
    return 'cut_before';
  });
  const tooLong = { number: '7'.repeat(20_000) };
  await bench.messaging.publish({
    subject: 'primecheck',
    messageId: formatEventId(firstIdentity(id)),
    body: JSON.stringify(PrimeCheckRequested.build(id, tooLong, new Date())),
    headers: { [HEADER.messageId]: formatEventId(firstIdentity(id)) },
  });
  await dying.exited;
  expect(wasTerming).toBe(true);
  expect([await bench.stored(), await bench.stored('primecheck_stream')]).toEqual([1, 1]);

  await Promise.all([bench.start('dlq-manager'), bench.start('prime-check-worker')]);
  await drained('primecheck_stream');
  await drained();
  expect(await bench.letters()).toMatchObject([{ letter_key: `dlq:${id}:r0`, error_type: 'permanent' }]);
  expect(await bench.rows('SELECT status FROM prime_checks')).toMatchObject([{ status: 'dead' }]);
  expect(await bench.rows('SELECT total FROM dead_letter_groups')).toMatchObject([{ total: 1 }]);
});

test('letters of two subjects with one id are both stored, told by whichever version of a worker', async () => {
  const [id = ''] = await bench.requests(1);
  await bench.publishLetter({ id, generation: 0 });
  await bench.publishLetter({ id, generation: 0 }, { subject: 'emailsend' });
  await bench.publishLetter({ id, generation: 0 }, { messageId: `dlq:${id}:r0` });
  expect(await bench.stored()).toBe(3);
  await bench.start('dlq-manager');
  await drained();
  const subjects = (await bench.letters()).map(({ original_subject }) => original_subject);
  expect(subjects.toSorted()).toEqual(['emailsend', 'primecheck']);
});

test('the same letter told twice is stored once', async () => {
  const [id = ''] = await bench.requests(1);
  for (const messageId of ['one', 'two']) await bench.publishLetter({ id, generation: 0 }, { messageId });
  await bench.start('dlq-manager');
  await bench.publishLetter({ id, generation: 0 }, { messageId: 'three' });
  await drained();
  expect(await bench.letters()).toHaveLength(1);
  expect(await bench.rows('SELECT count FROM dlq_statistics')).toMatchObject([{ count: 1 }]);
});

test('a late copy of generation 0 does not reopen generation 1', async () => {
  const [id = ''] = await bench.requests(1, 'processing', 1);
  const [dead = ''] = await bench.requests(1, 'dead', 1);
  await bench.start('dlq-manager');
  for (const one of [id, dead]) await bench.publishLetter({ id: one, generation: 0 });
  await drained();
  expect(await bench.letters()).toMatchObject([
    { status: 'resolved', resolution: 'superseded' },
    { status: 'resolved', resolution: 'superseded' },
  ]);
  expect(await bench.rows('SELECT id, status, generation FROM prime_checks ORDER BY status')).toMatchObject([
    { id: dead, status: 'dead', generation: 1 },
    { id, status: 'processing', generation: 1 },
  ]);
});

test('two managers at once store each letter once, and tell the pages what died', async () => {
  const ids = await bench.requests(1_500);
  const told = new Set<string>();
  const events = await bench.messaging.listen('events.primecheck.*', (subject) => {
    told.add(subject.split('.').at(-1) ?? '');
  });
  closers.push(() => events.close());
  await Promise.all([bench.start('dlq-manager'), bench.start('dlq-manager')]);
  await inParallel([...ids, ...ids], (id, index) =>
    bench.publishLetter({ id, generation: 0 }, { messageId: String(index) }),
  );
  await drained();
  expect(await bench.count('dead_letter_messages')).toBe(ids.length);
  expect(await bench.count("prime_checks WHERE status = 'dead'")).toBe(ids.length);
  const [[statistics], [group], [ledger]] = await Promise.all([
    bench.rows('SELECT SUM(count) AS count FROM dlq_statistics'),
    bench.rows('SELECT total FROM dead_letter_groups'),
    bench.rows("SELECT SUM(value) AS value FROM ledger_counters WHERE name = 'dead'"),
  ]);
  expect([statistics?.count, group?.total, ledger?.value].map(Number)).toEqual(ids.map(() => ids.length).slice(0, 3));
  await until(() => told.size === ids.length);
});

test('a manager killed in the middle leaves nothing half done, and the next one stores the rest', async () => {
  const ids = await bench.requests(2_000);
  const killed = await bench.start('dlq-manager', { env: { DLQ_BATCH_SIZE: '20' } });
  // It gets so far and no further, however late it is killed.
  const letGo = await holdRequests(bench.database.db, ids.slice(1_000));
  const publishing = inParallel(ids, (id) => bench.publishLetter({ id, generation: 0 }));
  await until(async () => (await bench.count('dead_letter_messages')) > 100);
  await killed.kill();
  await letGo();
  await publishing;
  const dead = await bench.count("prime_checks WHERE status = 'dead'");
  expect(await bench.count('dead_letter_messages')).toBe(dead);
  expect(dead).toBeLessThan(ids.length);
  await bench.start('dlq-manager');
  await until(async () => (await bench.count('dead_letter_messages')) === ids.length, { timeoutMs: 60_000 });
  expect(await bench.count("prime_checks WHERE status = 'dead'")).toBe(ids.length);
});

test('while the database is away letters wait on dlq.*, and are stored when it is back', async () => {
  const ids = await bench.requests(20);
  const mysql = await startTcpProxy(bench.database.options);
  closers.push(() => mysql.close());
  const manager = await bench.start('dlq-manager', { database: { host: '127.0.0.1', port: mysql.port } });
  mysql.down();
  await inParallel(ids, (id) => bench.publishLetter({ id, generation: 0 }));
  const health = async () => (await (await fetch(`${manager.url}/health`)).json()) as { checks: object };
  await until(async () => JSON.stringify((await health()).checks).includes('is paused'), { timeoutMs: 30_000 });
  expect(await bench.stored()).toBe(ids.length);
  mysql.up();
  await drained();
  expect(await bench.count('dead_letter_messages')).toBe(ids.length);
  expect(await manager.stop()).toBe(0);
});

test('whatever is published on dlq.* becomes a letter, known by its place', async () => {
  const manager = await bench.start('dlq-manager');
  const nonsense = { [HEADER.messageId]: 'no id', [HEADER.errorType]: 'odd', [HEADER.attempts]: '-1' };
  await bench.messaging.publish({ subject: 'dlq.events', messageId: 'a', body: 'hello' });
  await bench.messaging.publish({ subject: 'dlq.events', messageId: randomUUID(), body: '{}', headers: nonsense });
  await drained();
  const created = await bench.messaging.streamCreated(CONSUMER.deadLetters.stream);
  expect(await bench.letters()).toMatchObject(
    [1, 2].map((seq) => ({
      letter_key: `dlq:dead_letter_queue:${created}:${seq}`,
      original_subject: 'events',
      error_type: 'poison',
      error_code: 'unreadable_letter',
      status: 'pending',
      seq,
    })),
  );
  await until(async () => (await metricOf(manager, /^dlq_stream_purged_total/)) === 2);
  expect(await metricOf(manager, /^dlq_letters_total\{.*fate="kept"/)).toBe(0);
  expect(await metricOf(manager, /^dlq_letters_total\{.*subject="other",fate="kept"/)).toBe(2);
});

test('a worker that terms its message sends an advisory, which is counted', async () => {
  const [manager] = await Promise.all([bench.start('dlq-manager'), bench.start('prime-check-worker')]);
  await bench.messaging.publish({ subject: 'primecheck', messageId: 'raw', body: 'x' });
  await until(async () => (await metricOf(manager, /^dlq_advisories_total\{.*kind="msg_terminated"/)) >= 1, {
    timeoutMs: 60_000,
  });
});
