import { until } from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type LimitedServer, startLimitedServer } from './limited-server.ts';

/** A mailbox gets one back in half an hour: in a test, none. */
const MOST_MAILS = 2;

let server: LimitedServer;
beforeAll(async () => {
  server = await startLimitedServer({
    RATE_LIMIT_EMAIL_PER_RECIPIENT: String(MOST_MAILS),
    RATE_LIMIT_PRIME_CHECK_GLOBAL: '1000000',
    RATE_LIMIT_AUTO_SCALING: 'false',
  });
});
afterEach(() => server.proxy.onClientData(undefined));
afterAll(() => server?.close());

function register(email: string): Promise<Response> {
  return server.from('198.51.100.9', '/users', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ann', email }),
  });
}

/** Is answered so; not yet, where what the request before gets back is still on its way. */
async function isAnswered(send: () => Promise<Response>, status: number): Promise<Response> {
  let response: Response | undefined;
  await until(async () => {
    response = await send();
    return response.status === status;
  });
  return response as Response;
}

it('a replayed answer sends no mail, and costs its mailbox none', async () => {
  const body = { number: '97', email: 'replayed@example.com' };
  const submit = () => server.submit('198.51.100.1', body, { 'idempotency-key': 'one' });
  await isAnswered(submit, 202);
  for (let count = 0; count < 2 * MOST_MAILS; count += 1) {
    const again = await isAnswered(submit, 202);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  }
  // What sends one costs one.
  await isAnswered(() => server.submit('198.51.100.1', body), 429);
});

it.each([
  [
    'a number',
    'INSERT INTO prime_checks',
    202,
    (email: string) => server.submit('198.51.100.2', { number: '7', email }),
  ],
  ['an account', 'INSERT INTO users', 201, register],
])('%s that cannot be stored costs its mailbox nothing', async (what, statement, stored, send) => {
  const email = `${what.replace(' ', '-')}@example.com`;
  server.proxy.onClientData((data) => (data.includes(statement) ? 'cut_before' : 'pass'));
  for (let count = 0; count < 2 * MOST_MAILS; count += 1) await isAnswered(() => send(email), 503);
  server.proxy.onClientData(undefined);
  await isAnswered(() => send(email), stored);
});
