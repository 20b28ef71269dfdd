// Events a second through the hub in batches of 500, against publishing the same messages to the same stream with the broker's
// own client, the same number of them under way at once. Everything is a process of its own, and the two take turns, since how
// fast a disk syncs changes from one second to the next.
// Usage: node benchmarks/hub-publish.ts [rounds, default 10, at most 100]
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { EVENT_STREAM_KEYS, eventSubject, firstIdentity, formatEventId } from '@ballast/contracts';
import type { AppProcess } from '@ballast/testkit';
import { cpuMsOf } from './cpu-ms.ts';
import { quantile } from './quantiles.ts';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const rounds = Number(process.argv[2] ?? 10);
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new RangeError('the argument is a number of rounds');

const WARM_UPS = 2;
const BATCHES = 40;
const BATCH_SIZE = 500;
/** Enough that the hub has always one at hand, and as much as it asks of the broker at once by default. */
const BATCHES_UNDER_WAY = 4;
const IN_FLIGHT = 250;
const [STREAM] = EVENT_STREAM_KEYS;
const TYPE = 'ArticleCreated';

const KINDS = {
  protobuf: 'PublishBatch, Connect with protobuf over HTTP/2',
  json: 'PublishBatch, Connect with JSON over HTTP/1.1  ',
} as const;
type Kind = keyof typeof KINDS;

interface Turn {
  readonly perSecond: number;
  /** Processor time for one event: of who publishes, and of the hub. */
  readonly publisherUs: number;
  readonly hubUs: number;
}
interface Round {
  readonly raw: Turn;
  readonly hub: Turn;
}

async function measure(stack: BenchmarkStack): Promise<void> {
  const hub = await stack.start('event-hub', { MQHUB_STREAM_MAX_MB: '1024' });
  const subject = `${stack.namespace}.${eventSubject(STREAM, TYPE)}`;
  const publishers = {
    raw: await startPublisher('packages/messaging/test/raw-publisher.ts', [
      stack.natsServers.join(),
      subject,
      `${IN_FLIGHT}`,
    ]),
    protobuf: await startBatches(hub, 'protobuf'),
    json: await startBatches(hub, 'json'),
  };
  try {
    console.log(`servers: ${stack.servers}; medians of ${rounds} rounds of ${BATCHES * BATCH_SIZE} events each`);
    for (const kind of ['protobuf', 'json'] as const) {
      const measured = await measureKind(hub, publishers.raw, publishers[kind]);
      print(kind, measured);
    }
  } finally {
    for (const publisher of Object.values(publishers)) publisher.disconnect();
  }
}

async function measureKind(hub: AppProcess, raw: ChildProcess, batches: ChildProcess): Promise<Round[]> {
  const measured: Round[] = [];
  for (let nth = -WARM_UPS; nth < rounds; nth += 1) {
    // Whoever is first has the machine as the other left it.
    const early = nth % 2 === 0 ? await turn(hub, raw, newMessages()) : undefined;
    const between = await turn(hub, batches, newBatches());
    const round = { raw: early ?? (await turn(hub, raw, newMessages())), hub: between };
    // What comes first compiles and fills pools.
    if (nth >= 0) measured.push(round);
  }
  return measured;
}

async function turn(hub: AppProcess, publisher: ChildProcess, work: readonly unknown[]): Promise<Turn> {
  const before = await cpuMsOf(hub.pid);
  publisher.send(work);
  const { seconds, cpuMs } = await answer(publisher);
  const events = BATCHES * BATCH_SIZE;
  return {
    perSecond: events / seconds,
    publisherUs: (cpuMs * 1_000) / events,
    hubUs: (((await cpuMsOf(hub.pid)) - before) * 1_000) / events,
  };
}

/** What a publisher says next; throws when it ends instead. */
function answer(publisher: ChildProcess): Promise<{ readonly seconds: number; readonly cpuMs: number }> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null) => reject(new Error(`a publisher ended with ${code}`));
    publisher.once('exit', fail);
    publisher.once('message', (said) => {
      publisher.off('exit', fail);
      resolve(said as { seconds: number; cpuMs: number });
    });
  });
}

async function startPublisher(program: string, args: readonly string[]): Promise<ChildProcess> {
  const publisher = fork(join(import.meta.dirname, '..', program), args);
  await answer(publisher);
  return publisher;
}

function startBatches(hub: AppProcess, kind: Kind): Promise<ChildProcess> {
  return startPublisher('apps/event-hub/test/batch-publisher.ts', [hub.url, STREAM, kind, `${BATCHES_UNDER_WAY}`]);
}

/** Events that nobody has published before. */
function newEvents() {
  return Array.from({ length: BATCH_SIZE }, () => ({
    id: randomUUID(),
    type: TYPE,
    source: 'alt-backend',
    createdAt: new Date().toISOString(),
    payload: JSON.stringify({
      article_id: randomUUID(),
      feed_id: randomUUID(),
      title: 'What a broker promises, and what it keeps',
      url: 'https://example.com/articles/what-a-broker-promises',
      published_at: new Date().toISOString(),
    }),
  }));
}

function newBatches() {
  return Array.from({ length: BATCHES }, newEvents);
}

/** The same as the hub stores. */
function newMessages() {
  return newBatches().flatMap((events) =>
    events.map(({ id, type, source, createdAt, payload }) => {
      const head = JSON.stringify({ id, type, version: 1, source, created_at: createdAt }).slice(0, -1);
      return { id: formatEventId(firstIdentity(id)), body: `${head},"payload":${payload}}` };
    }),
  );
}

function print(kind: Kind, measured: readonly Round[]): void {
  const median = (of: (round: Round) => number) => quantile(measured.map(of), 0.5);
  const us = (of: (round: Round) => number) => `${median(of).toFixed(1)} µs`;
  console.log(`\n${KINDS[kind]}`);
  console.log(
    `  the client alone: ${median(({ raw }) => raw.perSecond).toFixed(0)} events/s, ${us(({ raw }) => raw.publisherUs)} of processor time each`,
  );
  console.log(
    `  by the hub:       ${median(({ hub }) => hub.perSecond).toFixed(0)} events/s, ${us(({ hub }) => hub.hubUs)} of the hub's and ${us(({ hub }) => hub.publisherUs)} of the producer's processor time each`,
  );
  const ratios = measured.map(({ raw, hub }) => hub.perSecond / raw.perSecond);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  console.log(`  ratio:            ${middle} (half of the rounds between ${low} and ${high})`);
}

await withStack(measure);
