// Unloaded latency: one request after another, each from the start of its POST until its verdict is stored in MySQL.
import { setTimeout as pause } from 'node:timers/promises';
import type { RowDataPacket } from '@ballast/database';
import { describeMs } from './quantiles.ts';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const WARM_UP = 30;
const SAMPLES = 200;
const GIVE_UP_MS = 10_000;

async function measure(stack: BenchmarkStack): Promise<void> {
  await stack.start('outbox-publisher');
  await stack.start('prime-check-worker');
  const web = await stack.start('web-server');
  const { db } = stack.database;

  async function measureOne(number: string): Promise<{ accepted: number; stored: number }> {
    const startedAt = performance.now();
    const response = await fetch(`${web.url}/prime-check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number }),
    });
    const { id } = (await response.json()) as { id: string };
    const accepted = performance.now() - startedAt;
    while (performance.now() - startedAt < GIVE_UP_MS) {
      const [rows] = await db.pool.query<RowDataPacket[]>('SELECT status FROM prime_checks WHERE id = ?', [id]);
      if (rows[0]?.status === 'completed') return { accepted, stored: performance.now() - startedAt };
    }
    throw new Error(`no verdict for ${number} within ${GIVE_UP_MS} ms`);
  }

  for (let index = 0; index < WARM_UP; index += 1) await measureOne(String(1_000_003 + index));
  const samples: { accepted: number; stored: number }[] = [];
  for (let index = 0; index < SAMPLES; index += 1) {
    samples.push(await measureOne(String(18_446_744_073_709_551_557n - BigInt(2 * index))));
    // A visitor thinks between two numbers; without a pause the previous request's clean-up would be measured as well.
    await pause(10);
  }
  console.log(`servers: ${stack.servers}; ${SAMPLES} requests, one at a time`);
  console.log(`POST to 202:             ${describeMs(samples.map((one) => one.accepted))}`);
  console.log(`POST to stored verdict:  ${describeMs(samples.map((one) => one.stored))}`);
}

await withStack(measure);
