import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort, startNats } from '@ballast/native-stack';
import { until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AppName, allCompleted, count, type Pipeline, startPipeline } from './start-pipeline.ts';
import { submitMany } from './submit-many.ts';

let pipeline: Pipeline | undefined;
let closers: (() => Promise<unknown>)[];

beforeEach(() => {
  closers = [];
});

afterEach(async () => {
  await pipeline?.close();
  pipeline = undefined;
  for (const close of closers.reverse()) await close();
});

async function open(options?: Parameters<typeof startPipeline>[0]): Promise<Pipeline> {
  pipeline = await startPipeline(options);
  return pipeline;
}

it('G8: with all wake-ups off, a number still becomes a verdict and a mail', async () => {
  const target = await open({ env: { OUTBOX_WAKE_ENABLED: 'false' } });
  const id = await target.submit({ number: '18446744073709551557', email: 'a@example.com' });
  if (id === undefined) throw new Error('not accepted');
  await allCompleted(target, [id]);
  await until(() => target.sink.mails.length === 1);
  expect(await target.read(id)).toMatchObject({ is_prime: true, certainty: 'proven' });
});

it('SIGTERM of every process under load loses nothing: one verdict a request, one mail a delivery', async () => {
  const target = await open();
  const restarting = (async () => {
    for (const name of ['outbox-publisher', 'prime-check-worker', 'email-send-worker'] as const satisfies AppName[]) {
      await pause(150);
      expect({ name, exit: await target.apps[name].stop() }).toEqual({ name, exit: 0 });
      await target.start(name);
    }
  })();
  const ids = await submitMany(target, 900);
  await restarting;
  expect(ids.length).toBe(900);
  await allCompleted(target, ids);
  await until(async () => (await count(target, "email_deliveries WHERE status = 'sent'")) === 300, {
    timeoutMs: 90_000,
    everyMs: 100,
  });

  const messageIds = target.sink.mails.map((mail) => mail.messageId);
  expect(messageIds.length).toBe(300);
  expect(new Set(messageIds).size).toBe(300);
  expect(await count(target, 'outbox')).toBe(0);
  expect(await count(target, 'dead_letter_messages')).toBe(0);
  expect(await count(target, "message_processing_logs WHERE status = 'failed'")).toBe(0);
});

it('NATS restarted with an empty store: streams come back by themselves and the next requests get their verdicts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-nats-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const port = await findFreePort();
  let nats = await startNats({ dir: join(folder, 'first'), port, durability: 'relaxed' });
  closers.push(() => nats.stop());
  const target = await open({ natsServers: [`127.0.0.1:${port}`] });
  await allCompleted(target, await submitMany(target, 50));

  await nats.kill();
  const duringOutage = await submitMany(target, 100);
  expect(duringOutage.length).toBe(100);
  nats = await startNats({ dir: join(folder, 'second'), port, durability: 'relaxed' });
  await allCompleted(target, duringOutage);
  await allCompleted(target, await submitMany(target, 50));
  expect(await count(target, 'outbox WHERE retry_count > 0')).toBe(0);
  expect(await count(target, 'dead_letter_messages')).toBe(0);
});
