import { firstIdentity, formatEventId, HEADER } from '@ballast/contracts';
import { streamState } from '@ballast/messaging';
import { until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inParallel, ManagerBench } from '../test/manager-bench.ts';

const FULL = 10_000;

let bench: ManagerBench;
beforeEach(async () => {
  // Short, so that the message without room is soon tried again.
  bench = await ManagerBench.open({ ackWaitMs: 5_000 });
});
afterEach(() => bench.close());

test('dlq-manager down while 10,001 messages fail: none is dropped, and each request is dead with its letter', async () => {
  const ids = await bench.requests(FULL + 1);
  await inParallel(ids, (id) =>
    bench.messaging.publish({
      subject: 'primecheck',
      messageId: formatEventId(firstIdentity(id)),
      body: `no JSON at all: ${id}`,
      headers: { [HEADER.messageId]: formatEventId(firstIdentity(id)) },
    }),
  );
  await bench.start('prime-check-worker', { env: { PRIME_CHECK_CONCURRENCY: '250' } });
  await until(async () => (await bench.stored()) === FULL, { timeoutMs: 240_000, everyMs: 200, what: 'dlq.* is full' });
  // The last one stays alive where it came from: its letter is refused, and it is delivered again.
  const deliveries = async () => (await bench.stored('primecheck_stream')) === 1;
  await until(deliveries, { timeoutMs: 60_000, what: 'one message is left' });
  await until(async () => (await bench.count("message_processing_logs WHERE status = 'deferred'")) >= 2, {
    timeoutMs: 60_000,
    what: 'the last one was put off more than once',
  });
  expect(await bench.stored()).toBe(FULL);
  expect(await bench.count('dead_letter_messages')).toBe(0);

  const startedAt = performance.now();
  await bench.start('dlq-manager');
  await until(async () => (await bench.count('dead_letter_messages')) >= FULL, { timeoutMs: 240_000, everyMs: 50 });
  console.info(`${FULL} letters stored ${Math.round(performance.now() - startedAt)} ms after the start`);
  await until(async () => (await bench.count('dead_letter_messages')) === FULL + 1, { timeoutMs: 120_000 });
  expect(await bench.count("prime_checks WHERE status = 'dead'")).toBe(FULL + 1);
  expect(await bench.count("dead_letter_messages WHERE error_type = 'poison' AND status = 'pending'")).toBe(FULL + 1);
  const [[group], [ledger]] = await Promise.all([
    bench.rows('SELECT COUNT(*) AS count, SUM(total) AS total FROM dead_letter_groups'),
    bench.rows("SELECT SUM(value) AS dead FROM ledger_counters WHERE ledger = 'requests' AND name = 'dead'"),
  ]);
  expect([Number(group?.count), Number(group?.total), Number(ledger?.dead)]).toEqual([1, FULL + 1, FULL + 1]);
  await until(async () => (await bench.stored()) === 0 && (await bench.stored('primecheck_stream')) === 0, {
    timeoutMs: 60_000,
  });
  expect((await streamState(bench.messaging, 'dead_letter_queue'))?.lastSeq).toBe(FULL + 1);
}, 900_000);
