import { OperatorHintSchema } from '@ballast/contracts/operators';
import { openEventStream, until } from '@ballast/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, expectProblem, TEST_KEYS } from './admin-requests.ts';
import { addDeadRequest } from './dead-requests.ts';
import { type OperatorServer, startOperatorServer } from './operator-server.ts';

let server: OperatorServer;
beforeAll(async () => {
  server = await startOperatorServer({ SSE_HEARTBEAT_MS: '200', SSE_MAX_CONNECTIONS_PER_ADDRESS: '3' });
});
afterAll(() => server?.close());

const url = (path: string) => `${server.app.url}${path}`;
/** A place of its own: the streams of the test before may hold theirs until the server has noticed that they are closed. */
const listen = (headers: Record<string, string> = { authorization: `Bearer ${TEST_KEYS.viewer}` }) =>
  until(() => openEventStream(url('/api/events'), headers));
type Stream = Awaited<ReturnType<typeof listen>>;
const heard = ({ events }: Stream) => events.map(({ data }) => OperatorHintSchema.parse(JSON.parse(data)).what);

/** Does `act` until it was heard of: what happens before the server's first look is no news. */
async function isToldOf(stream: Stream, what: string, act: () => Promise<unknown>): Promise<void> {
  let next = 0;
  await until(async () => {
    if (performance.now() >= next) {
      await act();
      next = performance.now() + 3_000;
    }
    return heard(stream).some((one) => one === what);
  });
}

it('tells a viewer what others have changed, by its kind, and nothing of what stayed as it was', async () => {
  const stream = await listen();
  try {
    let turn = 0;
    await isToldOf(stream, 'dead-letters', () => addDeadRequest(server.database.db));
    expect(heard(stream)).not.toContain('limits');
    await isToldOf(stream, 'limits', () =>
      ask(url('/api/limits/default'), {
        method: 'PUT',
        body: { mode: turn++ % 2 === 0 ? 'shadow' : 'enforce', reason: 'test' },
      }),
    );
    // It was also written into the audit, and nothing happened to jobs.
    await until(() => heard(stream).includes('audit'));
    expect(heard(stream)).not.toContain('jobs');
  } finally {
    stream.close();
  }
});

it('is for operators, with a bound on how many streams there are', async () => {
  const accept = { accept: 'text/event-stream' };
  await expectProblem(await fetch(url('/api/events'), { headers: accept }), 401, 'unauthorized');
  const streams = [await listen(), await listen(), await listen()];
  try {
    const refused = await fetch(url('/api/events'), {
      headers: { ...accept, authorization: `Bearer ${TEST_KEYS.viewer}` },
    });
    await expectProblem(refused, 429, 'rate_limited');
  } finally {
    for (const stream of streams) stream.close();
  }
});

it('ends with the session it was opened with', async () => {
  const signedIn = await fetch(url('/api/session'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: TEST_KEYS.viewer }),
  });
  expect(signedIn.status).toBe(200);
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const stream = await listen({ cookie });
  const ended = await fetch(url('/api/session'), { method: 'DELETE', headers: { cookie } });
  expect(ended.status).toBe(204);
  await stream.closed;
});
