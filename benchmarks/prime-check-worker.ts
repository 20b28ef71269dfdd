// Worker throughput: verdicts committed a second from messages that are stored already, one worker, servers as durable as
// users run them. Usage: node benchmarks/prime-check-worker.ts [messages, default 5000]
import { firstIdentity, formatEventId, HEADER, PrimeCheckRequested, SUBJECT } from '@ballast/contracts';
import { connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import { createLogger } from '@ballast/telemetry';
import { until } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const messages = Number(process.argv[2] ?? 5_000);
if (!Number.isInteger(messages) || messages < 1) throw new RangeError('the argument is a number of messages');

interface Round {
  readonly name: string;
  readonly count: number;
  readonly number: (i: number) => bigint;
  readonly email: boolean;
  readonly env?: Record<string, string>;
}

const short = (i: number) => 18_446_744_073_709_551_557n - BigInt(i);
const twoThreads = { PRIME_CHECK_THREADS: '2' };
const ROUNDS: readonly Round[] = [
  { name: '20 digits', count: messages, number: short, email: false },
  { name: '20 digits, each with a mail', count: messages, number: short, email: true },
  { name: '183-digit prime', count: 200, number: () => 2n ** 607n - 1n, email: false },
  { name: '183-digit prime, 2 threads', count: 200, number: () => 2n ** 607n - 1n, email: false, env: twoThreads },
];

async function measure(stack: BenchmarkStack): Promise<void> {
  const messaging = await connectMessaging({
    servers: stack.natsServers,
    namespace: stack.namespace,
    name: 'benchmark',
    logger: createLogger({ service: 'benchmark', level: 'warn' }),
  });
  await ensureTopology(messaging, { replicas: 1 });
  console.log(`servers: ${stack.servers}`);
  for (const round of ROUNDS) await run(round);
  await messaging.close();

  async function run({ name, count, number, email, env }: Round): Promise<void> {
    const rows = Array.from({ length: count }, (_, i): [string, string, Buffer | null] => [
      uuidv7(),
      String(number(i)),
      // About as long as a sealed address is; the worker opens none.
      email ? Buffer.alloc(70, i) : null,
    ]);
    await stack.database.db.pool.query('INSERT INTO prime_checks (id, number, email_sealed) VALUES ?', [rows]);
    await publishAll(messaging, rows);

    const worker = await stack.start('prime-check-worker', env);
    const done = async () => {
      const metrics = await (await fetch(`${worker.url}/metrics`)).text();
      const sum = /prime_check_verdict_group_size_sum\{[^}]*\} (\d+)/.exec(metrics)?.[1];
      const groups = /prime_check_verdict_group_size_count\{[^}]*\} (\d+)/.exec(metrics)?.[1];
      return { verdicts: Number(sum ?? 0), groups: Number(groups ?? 0) };
    };
    // The worker is at it while it becomes ready: what it has done by then does not count.
    const before = await done();
    const start = performance.now();
    await until(async () => (await done()).verdicts >= count, {
      timeoutMs: 120_000,
      everyMs: 20,
      what: `${name}: done`,
    });
    const seconds = (performance.now() - start) / 1_000;
    const { groups } = await done();
    const perSecond = (count - before.verdicts) / seconds;
    console.log(
      `${name.padEnd(32)} ${perSecond.toFixed(0).padStart(6)} verdicts/s, ${(count / groups).toFixed(1)} a transaction`,
    );
    await worker.stop();
  }

  async function publishAll(to: Messaging, rows: readonly [string, string, Buffer | null][]): Promise<void> {
    const waiting = rows.values();
    const publishSome = async () => {
      for (const [id, number] of waiting) {
        const eventId = formatEventId(firstIdentity(id));
        await to.publish({
          subject: SUBJECT.primeCheck,
          messageId: eventId,
          body: JSON.stringify(PrimeCheckRequested.build(id, { number }, new Date())),
          headers: { [HEADER.messageId]: eventId },
        });
      }
    };
    await Promise.all(Array.from({ length: 64 }, publishSome));
  }
}

await withStack(measure);
