// Draining a backlog: rows a second from the outbox into JetStream, servers as durable as users run them.
// Usage: node benchmarks/outbox-drain.ts [rows, default 20000, at most 200000]
import { firstIdentity, PrimeCheckRequested } from '@ballast/contracts';
import { withTransaction } from '@ballast/database';
import { createOutboxMessage, enqueue } from '@ballast/outbox';
import { type AppProcess, until } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const rows = Number(process.argv[2] ?? 20_000);
if (!Number.isInteger(rows) || rows < 1 || rows > 200_000) throw new RangeError('the argument is a number of rows');

interface Round {
  readonly publishers: number;
  readonly batchSize: number;
}
const ROUNDS: readonly Round[] = [
  { publishers: 1, batchSize: 1 },
  { publishers: 1, batchSize: 200 },
  { publishers: 1, batchSize: 500 },
  { publishers: 2, batchSize: 200 },
];

async function measure(stack: BenchmarkStack): Promise<void> {
  const { db } = stack.database;
  console.log(`servers: ${stack.servers}`);
  for (const round of ROUNDS) await drain(round);

  async function drain({ publishers, batchSize }: Round): Promise<void> {
    // Row by row takes twenty times as long, and a few of them show it.
    const count = batchSize === 1 ? Math.min(rows, 1_000) : rows;
    await fill(count);
    // Each is at it while it becomes ready: what is done by the time all are ready does not count.
    const env = { OUTBOX_BATCH_SIZE: String(batchSize) };
    const apps = await Promise.all(Array.from({ length: publishers }, () => stack.start('outbox-publisher', env)));
    const before = await published(apps);
    const start = performance.now();
    await until(async () => (await published(apps)) >= count, { timeoutMs: 120_000, everyMs: 20, what: 'drained' });
    const perSecond = (count - before) / ((performance.now() - start) / 1_000);
    const name = `${publishers} publisher${publishers === 1 ? '' : 's'}, batches of ${batchSize}`;
    console.log(`${name.padEnd(32)} ${perSecond.toFixed(0).padStart(6)} rows/s`);
    await Promise.all(apps.map((app) => app.stop()));
  }

  async function fill(count: number): Promise<void> {
    for (let written = 0; written < count; written += 1_000) {
      const messages = Array.from({ length: Math.min(1_000, count - written) }, () =>
        createOutboxMessage(
          PrimeCheckRequested,
          firstIdentity(uuidv7()),
          'prime_check',
          { number: '18446744073709551557' },
          new Date(),
          {},
        ),
      );
      await withTransaction(db, (tx) => enqueue(tx, messages));
    }
  }

  async function published(apps: readonly AppProcess[]): Promise<number> {
    const counts = await Promise.all(
      apps.map(async (app) => countStored(await (await fetch(`${app.url}/metrics`)).text())),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  function countStored(metrics: string): number {
    const lines = metrics.matchAll(
      /^outbox_published_total\{subject="primecheck",result="(?:stored|duplicate)"[^}]*\} (\d+)/gm,
    );
    return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
  }
}

await withStack(measure);
