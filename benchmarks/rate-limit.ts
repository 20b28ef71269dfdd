// One script call for three buckets against one call for each of them, on the same Redis, in one run.
// Usage: node benchmarks/rate-limit.ts [decisions, default 20000, at most 500000]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '@ballast/native-stack';
import { createRateLimiter, definePolicies, type Limit } from '@ballast/rate-limit';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { until } from '@ballast/testkit';
import { Redis } from 'ioredis';

const decisions = Number(process.argv[2] ?? 20_000);
if (!Number.isInteger(decisions) || decisions < 1_000 || decisions > 500_000) {
  throw new RangeError('the argument is a number of decisions, 1000 to 500000');
}

const CALLERS = 64;
const IDENTITIES = 1_000;
/** Each way is measured so often, in turns, so that both meet the same moods of the machine. */
const ROUNDS = 5;

// So large that everything passes: a refusal would be answered from memory.
const perIp = { name: 'per-ip', kind: 'ip', limit: 100_000, windowSeconds: 60 } as const satisfies Limit;
const perUser = { name: 'per-user', kind: 'user', limit: 100_000, windowSeconds: 60 } as const satisfies Limit;
const global = { name: 'global', kind: 'global', limit: 10_000_000, windowSeconds: 60 } as const satisfies Limit;
const [policy] = definePolicies([{ name: 'benchmark', limits: [perIp, perUser, global], fails: 'open' }] as const);

const dir = await mkdtemp(join(tmpdir(), 'ballast-benchmark-'));
const server = await startRedis({ dir });
const statistics = new Redis({ host: '127.0.0.1', port: server.port });
const limiter = createRateLimiter({
  redis: {
    host: '127.0.0.1',
    port: server.port,
    connections: Number(process.env.REDIS_POOL_SIZE ?? 10),
    namespace: '',
  },
  hashId: (kind, id) => `${kind}-${id}`,
  liveInstances: () => 1,
  logger: createLogger({ service: 'benchmark', level: 'warn' }),
  metrics: createMetrics('benchmark'),
  deadlineMs: 10_000,
});
try {
  await until(() => limiter.state().state === 'redis');
  console.log(`redis ${server.version}, ${decisions} decisions a round, ${CALLERS} at a time`);
  await measure('warm-up', atOnce);
  const one: Cost[] = [];
  const three: Cost[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    one.push(await measure('one call', atOnce));
    three.push(await measure('three calls', oneByOne));
  }
  const ratio = (of: (cost: Cost) => number) => median(three.map(of)) / median(one.map(of));
  console.log(
    `three calls cost both    ${ratio((cost) => cost.redisUs + cost.ownUs).toFixed(2)} times the processor time of one`,
  );
  console.log(`three calls cost Redis  ${ratio((cost) => cost.redisUs).toFixed(2)} times the processor time of one`);
  console.log(`three calls cost us     ${ratio((cost) => cost.ownUs).toFixed(2)} times the processor time of one`);
  console.log(`three calls take        ${ratio((cost) => cost.ms).toFixed(2)} times as long as one`);
} finally {
  await limiter.close();
  statistics.disconnect();
  await server.stop();
  await rm(dir, { recursive: true, force: true });
}

interface Cost {
  /** Wall time of the round. */
  readonly ms: number;
  /** Processor time of redis-server for one decision: reading, the script, writing. */
  readonly redisUs: number;
  /** Processor time of this process for one decision. */
  readonly ownUs: number;
}

async function measure(name: string, decide: (id: string) => Promise<void>): Promise<Cost> {
  const [redisBefore, ownBefore, start] = [await processorUs(), process.cpuUsage(), performance.now()];
  let next = 0;
  const caller = async () => {
    for (; next < decisions; next += 1) await decide(String(next % IDENTITIES));
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const ms = performance.now() - start;
  const own = process.cpuUsage(ownBefore);
  const cost = {
    ms,
    redisUs: ((await processorUs()) - redisBefore) / decisions,
    ownUs: (own.user + own.system) / decisions,
  };
  const rate = `${Math.round(decisions / (ms / 1_000))}`.padStart(6);
  console.log(
    `${name.padEnd(12)} ${rate} decisions/s, processor time of one: Redis ${cost.redisUs.toFixed(1)} µs, here ${cost.ownUs.toFixed(1)} µs`,
  );
  return cost;
}

/** What redis-server has used of a processor since its start. */
async function processorUs(): Promise<number> {
  const text = await statistics.info('cpu');
  const seconds = [...text.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].map(([, value]) => Number(value));
  return 1_000_000 * seconds.reduce((sum, value) => sum + value, 0);
}

async function atOnce(id: string): Promise<void> {
  await ask([
    { limit: perIp, id },
    { limit: perUser, id },
    { limit: global, id: 'all' },
  ]);
}

/** As three limiters would: in turn, since the next one must not be asked when one refuses. */
async function oneByOne(id: string): Promise<void> {
  await ask([{ limit: perIp, id }]);
  await ask([{ limit: perUser, id }]);
  await ask([{ limit: global, id: 'all' }]);
}

async function ask(buckets: { limit: Limit; id: string }[]): Promise<void> {
  const { source, allowed } = await limiter.check({ policy, endpoint: 'POST /benchmark', buckets });
  if (source !== 'redis' || !allowed) throw new Error(`not decided by Redis: ${source}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
