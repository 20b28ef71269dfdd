// Intake throughput: requests committed a second over many connections, beside what the same server answers when it
// has nothing to do (`GET /livez`), so that the figure can be compared between machines as a ratio.
import autocannon from 'autocannon';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const CONNECTIONS = 128;
const SECONDS = 8;

async function measure(stack: BenchmarkStack): Promise<void> {
  const web = await stack.start('web-server');

  async function load(path: string, body?: string) {
    return await autocannon({
      url: `${web.url}${path}`,
      connections: CONNECTIONS,
      duration: SECONDS,
      ...(body === undefined ? {} : { method: 'POST' as const, body, headers: { 'content-type': 'application/json' } }),
    });
  }

  const body = JSON.stringify({ number: '18446744073709551557' });
  await load('/livez');
  const floor = await load('/livez');
  const intake = await load('/prime-check', body);
  const metrics = await (await fetch(`${web.url}/metrics`)).text();
  const groups = Number(/intake_group_size_count\{[^}]*lane="plain"[^}]*\} (\d+)/.exec(metrics)?.[1]);
  const requests = Number(/intake_group_size_sum\{[^}]*lane="plain"[^}]*\} (\d+)/.exec(metrics)?.[1]);

  const perSecond = intake['2xx'] / intake.duration;
  console.log(`servers: ${stack.servers}; ${CONNECTIONS} connections, ${SECONDS} s`);
  console.log(`GET /livez:         ${(floor['2xx'] / floor.duration).toFixed(0)} answers/s`);
  console.log(
    `POST /prime-check:  ${perSecond.toFixed(0)} accepted/s, ${intake.non2xx} refused, ${intake.errors} errors`,
  );
  console.log(`                    latency p50 ${intake.latency.p50} ms, p99 ${intake.latency.p99} ms`);
  console.log(`                    ${(requests / groups).toFixed(1)} requests a transaction`);
  console.log(`ratio to GET /livez: ${(perSecond / (floor['2xx'] / floor.duration)).toFixed(2)}`);
}

await withStack(measure);
