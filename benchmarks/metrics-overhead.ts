// What metrics and traces cost POST /prime-check: the same load on two web servers side by side, one that counts, is scraped
// every 5 s and sends a tenth of its traces to a collector, and one that does none of it, in turns within one run, so that
// the figure is a ratio. The turns are short, since how fast a disk syncs changes from one second to the next, and the
// servers are started several times, since two of the same kind differ by some per cent. Then how long an answer of `/metrics` takes.
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { AppProcess } from '@ballast/testkit';
import autocannon from 'autocannon';
import { cpuMsOf } from './cpu-ms.ts';
import { describeMs, quantile } from './quantiles.ts';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const CONNECTIONS = 64;
const SECONDS = 1;
const STARTS = 8;
const ROUNDS = 8;
const VISITS = 40;
const WARM_UPS = 10;
const SCRAPES = 50;
/** As Prometheus is told to. */
const SCRAPE_EVERY_MS = 5_000;
const BODY = JSON.stringify({ number: '18446744073709551557' });

async function measure(stack: BenchmarkStack): Promise<void> {
  const collector = await startCollector();
  try {
    const rounds: Round[] = [];
    for (let nth = 1; nth <= STARTS; nth += 1) {
      const preload = join(import.meta.dirname, 'without-metrics.ts');
      const startWithout = () => stack.start('web-server', { NODE_OPTIONS: `--import=${preload}` });
      const startObserved = () => stack.start('web-server', { ...collector.environment, TRACE_SAMPLE_RATIO: '0.1' });
      const isFirst = nth % 2 === 0;
      const early = isFirst ? await startWithout() : undefined;
      const observed = await startObserved();
      const without = early ?? (await startWithout());
      rounds.push(...(await takeTurns(without, observed)));
      if (nth === STARTS) {
        print(stack.servers, rounds);
        console.log(`the collector got ${collector.requests()} requests with ${collector.bytes()} bytes of spans`);
        await measureScrapes(observed.url);
      }
      await Promise.all([without.stop(), observed.stop()]);
    }
  } finally {
    await collector.close();
  }
}

async function takeTurns(without: AppProcess, observed: AppProcess): Promise<Round[]> {
  await Promise.all([without, observed].map(visit));
  // What comes first compiles and fills pools; what only a tenth of the requests does takes ten times as long to be compiled.
  for (let nth = 0; nth < WARM_UPS; nth += 1) {
    await load(without);
    await load(observed);
  }
  const scraping = setInterval(() => void scrape(observed.url).catch(() => undefined), SCRAPE_EVERY_MS);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Whoever is first has the machine as the other left it.
    const isFirst = round % 2 === 0;
    const early = isFirst ? await load(without) : undefined;
    const between = await load(observed);
    rounds.push({ without: early ?? (await load(without)), observed: between });
  }
  clearInterval(scraping);
  return rounds;
}

function print(servers: string, rounds: readonly Round[]): void {
  const quarter = (of: (round: Round) => number, share: number) => quantile(rounds.map(of), share).toFixed(2);
  const ratio = (of: (round: Round) => number) =>
    `${quarter(of, 0.5)} (half of the rounds: ${quarter(of, 0.25)} to ${quarter(of, 0.75)})`;
  const describe = (kind: keyof Round) => {
    const median = (of: (load: Load) => number) =>
      quantile(
        rounds.map((round) => of(round[kind])),
        0.5,
      );
    return `${median((load) => load.perSecond).toFixed(0)} accepted/s, ${median((load) => load.cpuMs).toFixed(3)} ms of processor time each`;
  };
  console.log(`servers: ${servers}; ${CONNECTIONS} connections`);
  console.log(`medians of ${rounds.length} rounds of ${SECONDS} s each, ${STARTS} starts`);
  console.log(`POST /prime-check without metrics and traces: ${describe('without')}`);
  console.log(`POST /prime-check with metrics, 10 % sampled: ${describe('observed')}`);
  console.log(
    `ratio of requests a second:  ${ratio(({ without, observed }) => observed.perSecond / without.perSecond)}`,
  );
  console.log(`ratio of processor time:     ${ratio(({ without, observed }) => observed.cpuMs / without.cpuMs)}`);
}

interface Round {
  readonly without: Load;
  readonly observed: Load;
}

interface Load {
  readonly perSecond: number;
  /** Of the web server, for one accepted request. */
  readonly cpuMs: number;
}

async function load(app: AppProcess): Promise<Load> {
  const before = await cpuMsOf(app.pid);
  const result = await autocannon({
    url: `${app.url}/prime-check`,
    connections: CONNECTIONS,
    duration: SECONDS,
    method: 'POST',
    body: BODY,
    headers: { 'content-type': 'application/json' },
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} refused, ${result.errors} errors: the figure would be of something else`);
  }
  const accepted = result['2xx'];
  return { perSecond: accepted / result.duration, cpuMs: ((await cpuMsOf(app.pid)) - before) / accepted };
}

/**
 * Asks for other things than the load does. Code that has only ever met one kind of request is compiled for it alone and is
 * faster than that of any server in use: else whoever is scraped would pay for being asked for anything else at all.
 */
async function visit({ url }: AppProcess): Promise<void> {
  for (let nth = 0; nth < VISITS; nth += 1) {
    for (const path of ['/readyz', '/metrics', '/prime-check', '/']) await (await fetch(`${url}${path}`)).text();
  }
}

async function measureScrapes(url: string): Promise<void> {
  const samples: number[] = [];
  let text = '';
  for (let nth = 0; nth < SCRAPES; nth += 1) {
    const startedAt = performance.now();
    text = await scrape(url);
    samples.push(performance.now() - startedAt);
  }
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  console.log(`GET /metrics, ${series} series: ${describeMs(samples)}`);
}

async function scrape(url: string): Promise<string> {
  return await (await fetch(`${url}/metrics`)).text();
}

/** Takes spans and throws them away. */
async function startCollector() {
  let requests = 0;
  let bytes = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the collector has no port');
  return {
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${address.port}` },
    requests: () => requests,
    bytes: () => bytes,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

await withStack(measure);
