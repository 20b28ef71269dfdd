// What limits cost POST /prime-check: the same load on two web servers side by side, one that limits by a real Redis (with
// limits too high to refuse anything) and one that does not, in turns within one run, so that the figure is a ratio.
import autocannon from 'autocannon';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const CONNECTIONS = 64;
const SECONDS = 4;
const ROUNDS = 3;
const HIGH = { RATE_LIMIT_PRIME_CHECK_PER_IP: '100000', RATE_LIMIT_PRIME_CHECK_GLOBAL: '1000000' };
/** So that no address reaches its 100,000 a minute; the whitelist would skip what is measured. */
const ADDRESSES = 50;
const BODY = JSON.stringify({ number: '18446744073709551557' });

async function measure(stack: BenchmarkStack): Promise<void> {
  const common = { RATE_LIMIT_AUTO_SCALING: 'false', TRUSTED_PROXY_CIDRS: '127.0.0.1' };
  const servers = {
    without: (await stack.start('web-server', { ...common, RATE_LIMIT_ENABLED: 'false' })).url,
    limited: (await stack.start('web-server', { ...common, ...HIGH, RATE_LIMIT_ENABLED: 'true' })).url,
  };
  const perSecond = { without: [] as number[], limited: [] as number[] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const kind of ['without', 'limited'] as const) {
      const measured = await load(servers[kind]);
      // The first round compiles and fills pools.
      if (round > 0) perSecond[kind].push(measured);
    }
  }
  const best = { without: Math.max(...perSecond.without), limited: Math.max(...perSecond.limited) };
  console.log(`servers: ${stack.servers}; ${CONNECTIONS} connections, best of ${ROUNDS} rounds of ${SECONDS} s`);
  console.log(`POST /prime-check without limits: ${best.without.toFixed(0)} accepted/s`);
  console.log(`POST /prime-check with limits:    ${best.limited.toFixed(0)} accepted/s`);
  console.log(`ratio: ${(best.limited / best.without).toFixed(2)}`);
}

/** Accepted a second. Refusals would be cheaper than what is measured: any is an error. */
async function load(url: string): Promise<number> {
  let next = 0;
  const result = await autocannon({
    url: `${url}/prime-check`,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: [
      {
        method: 'POST',
        body: BODY,
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => {
          next += 1;
          return { ...request, headers: { ...request.headers, 'x-forwarded-for': `198.51.100.${next % ADDRESSES}` } };
        },
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} refused, ${result.errors} errors: the figure would be of something else`);
  }
  return result['2xx'] / result.duration;
}

await withStack(measure);
