import { setTimeout as pause } from 'node:timers/promises';
import type { RowDataPacket } from '@ballast/database';
import { readLedger, recountLedger, verifyLedger } from '@ballast/ledger';
import { connectMessaging } from '@ballast/messaging';
import { createLogger } from '@ballast/telemetry';
import { type NatsCluster, startNatsCluster, until } from '@ballast/testkit';
import { afterEach, expect, it } from 'vitest';
import { allCompleted, count, type Pipeline, startPipeline } from './start-pipeline.ts';
import { type SteadyLoad, startSteadyLoad } from './steady-load.ts';

const PER_SECOND = 30;
const STREAM = 'primecheck_stream';
/** What the load keeps moving. */
const BUSY = /primecheck|emailsend/;
const PATIENCE = { timeoutMs: 90_000, everyMs: 50 };
/** Of the partition: longer than the servers need to notice, and to elect. */
const CUT_OFF_MS = 12_000;

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Fault {
  readonly name: string;
  /** Breaks something; resolves when it is repaired. */
  strike(cluster: NatsCluster): Promise<void>;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'the leader is killed',
    strike: async (cluster) => {
      const leader = await cluster.leaderOf(STREAM);
      await leader.kill();
      await pause(5_000);
      await leader.start();
    },
  },
  {
    name: `the leader is cut off for ${CUT_OFF_MS / 1000} s`,
    strike: async (cluster) => {
      const leader = await cluster.leaderOf(STREAM);
      leader.cutOff();
      await pause(CUT_OFF_MS);
      leader.heal();
    },
  },
  {
    name: "a server's disk is wiped",
    strike: async (cluster) => {
      const leader = await cluster.leaderOf(STREAM);
      await leader.kill();
      await leader.wipe();
      await leader.start();
    },
  },
  {
    name: 'all three are killed at once',
    strike: async ({ nodes }) => {
      await Promise.all(nodes.map((node) => node.kill()));
      await Promise.all(nodes.map((node) => node.start()));
    },
  },
];

interface Figures {
  readonly fault: string;
  readonly struckAt: Date;
  readonly endedAt: Date;
  readonly firstVerdictMs: number;
  readonly replicasCurrentMs: number;
}

it('three NATS servers: leader killed, partition made and healed, a disk wiped, all killed at once: nothing accepted is lost, and nothing is decided twice', async ({
  skip,
}) => {
  const cluster = await startNatsCluster({ durability: 'full' });
  closers.push(() => cluster.close());
  skip(
    !cluster.isSound,
    'servers before 2.11 may hold a message back for ten minutes, as each connection to them warns',
  );
  const target = await startPipeline({
    natsServers: cluster.servers,
    // Only what the servers have lost after all is enqueued again, as old ones may.
    env: { NATS_REPLICAS: '3', RECONCILER_MIN_AGE_SECONDS: '10', RECONCILER_INTERVAL_SECONDS: '1' },
  });
  closers.push(() => target.close());
  await target.start('prime-check-worker');
  await cluster.untilCurrent();

  const load = startSteadyLoad(target, PER_SECOND);
  const figures: Figures[] = [];
  for (const fault of FAULTS) {
    const accepted = load.ids.length;
    await until(() => hasVerdictOf(target, load, accepted), PATIENCE);
    figures.push(await strike(fault, cluster, target, load));
  }
  await load.stop();
  const { ids } = load;
  await allCompleted(target, ids, 90_000);
  const wantMails = await count(target, 'prime_checks WHERE email_sealed IS NOT NULL');
  await until(async () => (await count(target, "email_deliveries WHERE status = 'sent'")) === wantMails, PATIENCE);
  await report(target, figures);

  expect(await count(target, 'prime_checks')).toBe(ids.length);
  const successes = "message_processing_logs WHERE status = 'success' AND subject = 'primecheck'";
  expect(await count(target, successes)).toBe(ids.length);
  expect(target.sink.mails.length).toBe(wantMails);
  expect(new Set(target.sink.mails.map(({ messageId }) => messageId)).size).toBe(wantMails);
  expect(await count(target, 'dead_letter_messages')).toBe(0);
  expect(await count(target, "message_processing_logs WHERE status = 'failed'")).toBe(0);
  await expectBalanced(target, cluster, ids.length, wantMails);
  // Two of three copies are left at each fault, or the disks: nothing had to be rebuilt from the database.
  expect(await count(target, 'prime_checks WHERE enqueue_count > 1')).toBe(0);
  await cluster.untilCurrent();
  await cluster.untilAlike();
}, 300_000);

/** How long until a request that was accepted after the fault has its verdict, and until every copy is up to date again. */
async function strike(fault: Fault, cluster: NatsCluster, target: Pipeline, load: SteadyLoad): Promise<Figures> {
  const struckAt = new Date();
  const accepted = load.ids.length;
  const since = () => Date.now() - struckAt.getTime();
  const striking = fault.strike(cluster);
  const verdict = until(() => hasVerdictOf(target, load, accepted), PATIENCE).then(since);
  await striking;
  const firstVerdictMs = await verdict;
  await cluster.untilCurrent(BUSY);
  const replicasCurrentMs = since();
  return { fault: fault.name, struckAt, endedAt: new Date(), firstVerdictMs, replicasCurrentMs };
}

/** Whether one of the requests accepted after the first `accepted` has a verdict. */
async function hasVerdictOf(target: Pipeline, { ids }: SteadyLoad, accepted: number): Promise<boolean> {
  const later = ids.slice(accepted);
  return later.length > 0 && (await target.completed(later)) > 0;
}

async function report(target: Pipeline, figures: readonly Figures[]): Promise<void> {
  for (const { fault, struckAt, endedAt, firstVerdictMs, replicasCurrentMs } of figures) {
    const [rows] = await target.database.db.pool.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS requests, MAX(TIMESTAMPDIFF(MICROSECOND, created_at, completed_at)) / 1000 AS longestMs
        FROM prime_checks WHERE created_at BETWEEN ? AND ?`,
      [new Date(struckAt.getTime() - 1_000), endedAt],
    );
    console.info(
      `${fault}: next verdict after ${seconds(firstVerdictMs)}, copies up to date after ${seconds(replicasCurrentMs)}, ` +
        `longest wait of ${rows[0]?.requests} requests ${seconds(Number(rows[0]?.longestMs))}`,
    );
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

async function expectBalanced(
  { database }: Pipeline,
  cluster: NatsCluster,
  requests: number,
  mails: number,
): Promise<void> {
  expect(await readLedger(database.db)).toMatchObject({
    accepted: requests,
    completed: requests,
    in_flight: 0,
    unaccounted: 0,
    balanced: true,
    emails: { accepted: mails, completed: mails, in_flight: 0, balanced: true },
  });
  const nothing = { requests: 0, emails: 0 };
  expect(await recountLedger(database.db)).toMatchObject({ drift: nothing, missing: nothing });
  const messaging = await connectMessaging({
    servers: cluster.servers,
    name: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
  });
  closers.push(() => messaging.close());
  expect(await verifyLedger(database.db, messaging)).toMatchObject({ unaccounted: [], is_complete: true });
}
