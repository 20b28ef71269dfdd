import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RowDataPacket } from '@ballast/database';
import { readLedger, recountLedger, verifyLedger } from '@ballast/ledger';
import { connectMessaging } from '@ballast/messaging';
import { findFreePort, startNats } from '@ballast/native-stack';
import { createLogger } from '@ballast/telemetry';
import { holdRequests, until } from '@ballast/testkit';
import { afterEach, expect, it } from 'vitest';
import { allCompleted, count, type Pipeline, startPipeline } from './start-pipeline.ts';
import { submitMany } from './submit-many.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openBroker() {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-nats-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const port = await findFreePort();
  let nats = await startNats({ dir: join(folder, 'first'), port, durability: 'relaxed' });
  closers.push(() => nats.stop());
  return {
    servers: [`127.0.0.1:${port}`],
    kill: () => nats.kill(),
    /** A server with nothing in its store, at the same address. */
    startEmpty: async () => {
      await rm(join(folder, 'first'), { recursive: true, force: true });
      nats = await startNats({ dir: join(folder, 'second'), port, durability: 'relaxed' });
    },
  };
}

/** Open requests whose messages were published: they lie in the broker, or in a worker's hands. */
function inFlight(target: Pipeline): Promise<number> {
  return count(
    target,
    `prime_checks p JOIN outbox_history h ON h.event_id = CONCAT(p.id, ':r', p.generation, ':e', p.enqueue_count)
      WHERE p.status = 'processing'`,
  );
}

/** The requests that were published last. */
async function lastPublished({ database }: Pipeline, requests: number): Promise<string[]> {
  const [last] = await database.db.pool.query<RowDataPacket[]>(
    "SELECT event_id FROM outbox_history WHERE subject = 'primecheck' ORDER BY seq DESC LIMIT ?",
    [requests],
  );
  return last.map(({ event_id }) => String(event_id).replace(/:.*/, ''));
}

it('G4: NATS killed, its store wiped and started empty with 2,000 requests in flight loses none and decides none twice', async () => {
  const broker = await openBroker();
  const target = await startPipeline({
    natsServers: broker.servers,
    env: { RECONCILER_MIN_AGE_SECONDS: '2', RECONCILER_INTERVAL_SECONDS: '1', PRIME_CHECK_CONCURRENCY: '16' },
  });
  closers.push(() => target.close());
  const { db } = target.database;

  await target.start('dlq-manager');
  await target.apps['prime-check-worker'].stop();
  const ids = await submitMany(target, 2_500, 50);
  const wantMails = await count(target, 'prime_checks WHERE email_sealed IS NOT NULL');
  await until(async () => (await count(target, 'outbox')) === 0, { timeoutMs: 60_000, what: 'all are published' });
  const letGo = await holdRequests(db, await lastPublished(target, 2_400));
  await target.start('prime-check-worker');
  await until(async () => (await target.completed(ids)) > 0, { timeoutMs: 60_000 });
  await broker.kill();
  const lost = await inFlight(target);
  expect(lost).toBeGreaterThanOrEqual(2_400);
  await letGo();
  await broker.startEmpty();

  await allCompleted(target, ids, 180_000);
  await until(async () => (await count(target, "email_deliveries WHERE status = 'sent'")) === wantMails, {
    timeoutMs: 120_000,
    everyMs: 200,
    what: 'all mails are sent',
  });

  // Enqueued again once, though two managers looked; one verdict each, and one mail each.
  expect(await count(target, 'prime_checks WHERE enqueue_count > 2')).toBe(0);
  const successes = "message_processing_logs WHERE status = 'success' AND subject = 'primecheck'";
  expect(await count(target, successes)).toBe(ids.length);
  expect(new Set(target.sink.mails.map((mail) => mail.messageId)).size).toBe(wantMails);
  expect(target.sink.mails.length).toBe(wantMails);
  expect(await count(target, 'dead_letter_messages')).toBe(0);

  const ledger = await readLedger(db);
  expect(ledger).toMatchObject({
    accepted: ids.length,
    completed: ids.length,
    in_flight: 0,
    unaccounted: 0,
    balanced: true,
    emails: { accepted: wantMails, completed: wantMails, in_flight: 0, balanced: true },
  });
  // The counters kept in the transactions are what the rows say.
  const nothing = { requests: 0, emails: 0 };
  expect(await recountLedger(db)).toMatchObject({ drift: nothing, missing: nothing });
  const messaging = await connectMessaging({
    servers: broker.servers,
    name: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
  });
  closers.push(() => messaging.close());
  expect(await verifyLedger(db, messaging)).toMatchObject({ unaccounted: [], is_complete: true });
  expect(await count(target, "audit_log WHERE act = 'reconciler.reenqueue'")).toBeGreaterThan(0);
}, 420_000);
