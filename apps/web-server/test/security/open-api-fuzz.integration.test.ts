import { buildSearchText } from '@ballast/dead-letters';
import { fillDeadLetters } from '@ballast/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEST_KEYS } from '../admin-requests.ts';
import { type OperatorServer, startOperatorServer } from '../operator-server.ts';
import { breachFinder } from './fuzz/find-breach.ts';
import { type FuzzRequest, fuzzRequests } from './fuzz/fuzz-requests.ts';
import { type Description, operationsOf } from './fuzz/open-api.ts';
import { closeConnections, sendFuzz } from './fuzz/send.ts';

const REQUESTS = 5_000;
const AT_ONCE = 8;
/** A quarter of a minute on two idle cores; a machine that does ten other things may take its time. */
const DEADLINE_MS = 240_000;
/** FUZZ_SEED tries a run again. */
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const MAX_TOLD = 25;

let server: OperatorServer;
beforeAll(async () => {
  // A late event loop is the machine's affair here; refusing because of it would hide what the requests themselves do.
  server = await startOperatorServer({ PRESSURE_MAX_EVENT_LOOP_DELAY_MS: '60000', LOG_LEVEL: 'error' });
  await fillDeadLetters(server.database.db, 200, buildSearchText);
});
afterAll(async () => {
  closeConnections();
  await server?.close();
});

it(`keeps to its own description in ${REQUESTS} requests made from it, and answers none with 5xx`, {
  timeout: 300_000,
}, async () => {
  const { url } = server.app;
  const description = (await (await fetch(`${url}/openapi.json`)).json()) as Description;
  const operations = operationsOf(description);
  const findBreach = breachFinder(description);
  const options = { known: await knownIds(url), adminKey: TEST_KEYS.admin };
  const requests = operations.flatMap((operation, nth) =>
    fc.sample(fuzzRequests(description, operation, options), {
      seed: SEED + nth,
      numRuns: Math.ceil(REQUESTS / operations.length),
    }),
  );
  // In an order of its own, so that no operation finds only what its neighbours left.
  const queue = shuffled(requests, SEED);
  const statuses = new Map<number, number>();
  const breaches: string[] = [];
  const startedAt = performance.now();
  const count = queue.length;
  const senders = Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (performance.now() - startedAt > DEADLINE_MS) return;
      const answer = await sendFuzz(url, next).catch((error: Error) => error);
      if (answer instanceof Error) {
        breaches.push(`${describeRequest(next)} has no answer: ${answer.message}`);
        continue;
      }
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const breach = findBreach(next.operation, answer);
      if (breach !== undefined) breaches.push(`${describeRequest(next)} ${breach}`);
    }
  });
  await Promise.all(senders);

  const sent = count - queue.length;
  const tally = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
  console.log(
    `${sent} requests for ${operations.length} operations in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s, FUZZ_SEED=${SEED} (${tally.join(', ')})`,
  );
  const { told, more } = firstOfEach(breaches);
  expect(told, `with FUZZ_SEED=${SEED}; ${more} more of these kinds:\n${told.join('\n')}`).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(REQUESTS);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

/** Ids and names of what is there, and some of what might be. */
async function knownIds(url: string): Promise<string[]> {
  const ids: string[] = [];
  for (const number of ['7', '8', '97']) {
    const response = await fetch(`${url}/prime-check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number, email: 'somebody@example.com' }),
    });
    ids.push(((await response.json()) as { id: string }).id);
  }
  const [rows] = await server.database.db.pool.query('SELECT id, fingerprint FROM dead_letter_messages LIMIT 20');
  for (const row of rows as { id: number | string; fingerprint: string }[]) ids.push(String(row.id), row.fingerprint);
  return [
    ...ids,
    'primecheck_stream',
    'dead_letter_queue',
    'prime-check',
    'a-rule',
    '0198c0de-0000-7000-8000-000000000000',
  ];
}

function describeRequest({ operation, url, headers, body }: FuzzRequest): string {
  const { authorization, ...others } = headers;
  const who = authorization === undefined ? 'nobody' : authorization.slice(0, 14);
  return `${operation.method} ${operation.path} [${url.slice(0, 200)}] by ${who} ${JSON.stringify(others).slice(0, 200)} ${(body ?? '').slice(0, 300)}`;
}

/** One breach of each kind (operation and what happened), so that one fault does not hide the others. */
function firstOfEach(breaches: readonly string[]): { told: string[]; more: number } {
  const kinds = new Map<string, string>();
  for (const breach of breaches) {
    const kind = `${breach.split(' [', 1)[0]} ${/is answered \d+|has no answer|has a body/.exec(breach)?.[0]}`;
    if (!kinds.has(kind)) kinds.set(kind, breach);
  }
  const told = [...kinds.values()].slice(0, MAX_TOLD);
  return { told, more: breaches.length - told.length };
}

function shuffled<T>(values: readonly T[], seed: number): T[] {
  const [mixed] = fc.sample(fc.shuffledSubarray([...values], { minLength: values.length }), { seed, numRuns: 1 });
  return mixed ?? [];
}
