import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type PrimeCheck, ProblemSchema } from '@ballast/contracts';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  openEventStream,
  startApp,
  type TestDatabase,
  until,
} from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countRows } from './count-rows.ts';

const COMPLETED =
  "status = 'completed', is_prime = 1, certainty = 'proven', completed_at = NOW(3), updated_at = NOW(3)";

let database: TestDatabase;
let app: AppProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startApp('web-server', {
    ...appEnvironment({ database: await database.account('web-server'), namespace: createNamespace() }),
    SSE_HEARTBEAT_MS: '300',
    SSE_MAX_CONNECTIONS: '3',
  });
  await app.ready();
});

afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${app.url}/prime-check`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** Sends the body when the server has read the head and says so. */
async function postOnceAsked(body: string, headers: Record<string, string>): Promise<string> {
  const sent = request(`${app.url}/prime-check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue', ...headers },
  });
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return await text(answer);
}

async function submit(number: string): Promise<{ id: string }> {
  const response = await post(JSON.stringify({ number }));
  expect(response.status).toBe(202);
  return (await response.json()) as { id: string };
}

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = ProblemSchema.parse(await response.json());
  expect(problem).toMatchObject({ status, code });
}

describe('POST /prime-check', () => {
  it('answers 202 with a location, and the request and its outbox row are there', async () => {
    const response = await post('{"number":"97","email":"a@example.com"}');
    const accepted = (await response.json()) as Record<string, string>;
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/prime-check/${accepted.id}`);
    expect(accepted).toMatchObject({ number: '97', status: 'processing' });
    expect(accepted.trace_id).toMatch(/^[0-9a-f]{32}$/);

    expect(await countRows(database.db, 'prime_checks', 'id = ?', accepted.id)).toBe(1);
    expect(await countRows(database.db, 'outbox', 'event_id = ?', `${accepted.id}:r0:e1`)).toBe(1);
  });

  it.each([
    ['a leading zero', '{"number":"07"}'],
    ['a space', '{"number":" 7"}'],
    ['a sign', '{"number":"+7"}'],
    ['hex', '{"number":"0x7"}'],
    ['an exponent', '{"number":"1e3"}'],
    ['nothing', '{"number":""}'],
    ['a JSON number', '{"number":7}'],
    ['1,001 digits', JSON.stringify({ number: '1'.repeat(1001) })],
    ['no number at all', '{}'],
    ['null', '{"number":null}'],
  ])('refuses %s with invalid_number, and leaves no row', async (_what, body) => {
    const before = await countRows(database.db, 'prime_checks');
    await expectProblem(await post(body), 400, 'invalid_number');
    expect(await countRows(database.db, 'prime_checks')).toBe(before);
  });

  it('says what is wrong with a number in figures as well, for who has words of their own', async () => {
    const response = await post(JSON.stringify({ number: '1'.repeat(1001) }));
    expect(((await response.json()) as { errors: unknown }).errors).toEqual([
      {
        field: 'number',
        message: '1,000 digits at most; this has 1,001.',
        number_fault: { code: 'too_long', digits: 1001, max_digits: 1000 },
      },
    ]);
  });

  it.each([
    ['no JSON', '{"number":', 400, 'invalid_json'],
    ['an empty body', '', 400, 'invalid_json'],
    ['a body of 1 MB', JSON.stringify({ number: '7', pad: 'x'.repeat(1_000_000) }), 413, 'body_too_large'],
    ['a JSON string', '"7"', 400, 'invalid_request'],
    ['an address that is none', '{"number":"7","email":"nobody"}', 400, 'invalid_request'],
    [
      'an address with a line break',
      '{"number":"7","email":"a@example.com\\r\\nBcc: b@example.com"}',
      400,
      'invalid_request',
    ],
  ] as const)('refuses %s, and leaves no row', async (_what, body, status, code) => {
    const before = await countRows(database.db, 'prime_checks');
    await expectProblem(await post(body), status, code);
    expect(await countRows(database.db, 'prime_checks')).toBe(before);
  });

  it('refuses a body that is not JSON by its type', async () => {
    await expectProblem(await post('number=7', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type');
  });

  it('gives the same answer to the same idempotency key, and 422 to another body', async () => {
    const headers = { 'idempotency-key': 'k-1' };
    const first = await (await post('{"number":"11"}', headers)).json();
    const again = await post('{"number":"11"}', headers);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toEqual(first);
    expect(await countRows(database.db, 'prime_checks', 'number = ?', '11')).toBe(1);
    await expectProblem(await post('{"number":"13"}', headers), 422, 'idempotency_key_reused');
  });

  it('stores one request when the same key comes twenty times at once', async () => {
    const headers = { 'idempotency-key': 'k-20' };
    const responses = await Promise.all(Array.from({ length: 20 }, () => post('{"number":"17"}', headers)));
    const ids = new Set(await Promise.all(responses.map(async (one) => ((await one.json()) as { id: string }).id)));
    expect(responses.map((one) => one.status)).toEqual(Array(20).fill(202));
    expect(ids.size).toBe(1);
    expect(await countRows(database.db, 'prime_checks', 'number = ?', '17')).toBe(1);
  });

  it.each(['', 'with space', 'x'.repeat(256)])('refuses the idempotency key %.20j', async (key) => {
    const response = await post('{"number":"7"}', { 'idempotency-key': key });
    expect(response.status).toBe(400);
  });

  it('keeps the trace that the caller began', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const response = await post('{"number":"19"}', { traceparent: `00-${trace}-b7ad6b7169203331-01` });
    expect(await response.json()).toMatchObject({ trace_id: trace });
  });

  it('keeps it as well when the body comes long after the head', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319d';
    const answer = await postOnceAsked('{"number":"23"}', { traceparent: `00-${trace}-b7ad6b7169203331-01` });
    expect(JSON.parse(answer)).toMatchObject({ trace_id: trace });
  });
});

describe('reading requests', () => {
  it('gives a request by id, and 404 for one that is not there', async () => {
    const { id } = await submit('23');
    const found = await (await fetch(`${app.url}/prime-check/${id}`)).json();
    expect(found).toMatchObject({ id, number: '23', status: 'processing' });
    expect(found).not.toHaveProperty('is_prime');
    const missing = await fetch(`${app.url}/prime-check/0198c0de-0000-7000-8000-000000000000`);
    await expectProblem(missing, 404, 'not_found');
    await expectProblem(await fetch(`${app.url}/prime-check/nonsense`), 404, 'not_found');
    await expectProblem(await fetch(`${app.url}/prime-check/%E6%95%B0`), 404, 'not_found');
  });

  it('pages through the list newest first, missing and repeating nothing', async () => {
    const ids: string[] = [];
    for (const number of ['101', '103', '107', '109', '113']) ids.push((await submit(number)).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = (await (await fetch(`${app.url}/prime-check-list?limit=2${query}`)).json()) as {
        items: { id: string }[];
        next_cursor: string | null;
      };
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(seen.toSorted().toReversed());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(ids));
  });

  it('filters by what the outside calls a status, and by verdict', async () => {
    const set = async (number: string, change: string) => {
      const { id } = await submit(number);
      await database.db.pool.query(`UPDATE prime_checks SET ${change} WHERE id = ?`, [id]);
      return id;
    };
    const dead = await set('127', "status = 'dead'");
    const discarded = await set('131', "status = 'discarded'");
    const prime = await set('137', COMPLETED);
    const composite = await set('138', COMPLETED.replace('is_prime = 1', 'is_prime = 0'));
    const list = async (query: string) => {
      const page = (await (await fetch(`${app.url}/prime-check?limit=100&${query}`)).json()) as { items: PrimeCheck[] };
      return page.items;
    };

    const failed = await list('status=failed');
    expect(failed.map((item) => item.id)).toEqual([discarded, dead]);
    expect(failed.every((item) => item.status === 'failed')).toBe(true);
    const primes = await list('is_prime=true');
    expect(primes.map((item) => item.id)).toContain(prime);
    expect(primes.every((item) => item.is_prime === true)).toBe(true);
    const composites = await list('is_prime=false&status=completed');
    expect(composites.map((item) => item.id)).toEqual([composite]);
    expect(await list('is_prime=true&status=failed')).toEqual([]);
  });

  it.each(['limit=0', 'limit=501', 'limit=x', 'cursor=x', 'status=dead', 'is_prime=maybe'])(
    'refuses ?%s',
    async (query) => {
      await expectProblem(await fetch(`${app.url}/prime-check?${query}`), 400, 'invalid_request');
    },
  );
});

describe('live events', () => {
  it('tells the present state at once, and each change of it', async () => {
    const { id } = await submit('29');
    const stream = await until(() => openEventStream(`${app.url}/prime-check/${id}/events`));
    await until(() => stream.events.length > 0);
    await complete(id);
    // No news is sent on NATS here: the server reads open ids again by itself.
    await until(() => stream.events.some((event) => event.data.includes('"completed"')));
    stream.close();
    await stream.closed;
  });

  it('replays to a reader that comes back what it missed', async () => {
    const first = await until(() => openEventStream(`${app.url}/events`));
    const { id } = await submit('31');
    await until(() => first.events.some((event) => event.data.includes(id)));
    const lastEventId = first.events.at(-1)?.id ?? '';
    first.close();
    await first.closed;
    await complete(id);
    const second = await openEventStream(`${app.url}/events`, { 'last-event-id': lastEventId });
    await until(() => second.events.some((event) => event.data.includes(id) && event.data.includes('"completed"')));
    second.close();
    await second.closed;
  });

  it('tells a reader with an event id that is none to fetch the list again', async () => {
    const stream = await openEventStream(`${app.url}/events`, { 'last-event-id': 'nonsense' });
    await until(() => stream.events.some((event) => event.event === 'reset'));
    stream.close();
    await stream.closed;
  });

  it('answers 404 for a request that is not there, and 503 when too many streams are open', async () => {
    const missing = await fetch(`${app.url}/prime-check/nonsense/events`, { headers: { accept: 'text/event-stream' } });
    await expectProblem(missing, 404, 'not_found');

    // The streams of the test before may hold their places until the server has noticed that they are closed.
    const streams = await Promise.all([1, 2, 3].map(() => until(() => openEventStream(`${app.url}/events`))));
    const refused = await fetch(`${app.url}/events`, { headers: { accept: 'text/event-stream' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    await expectProblem(refused, 503, 'overloaded');
    for (const stream of streams) stream.close();
    await Promise.all(streams.map((stream) => stream.closed));
    // The places are given back.
    await until(async () => {
      const stream = await openEventStream(`${app.url}/events`);
      stream.close();
      await stream.closed;
      return true;
    });
  });

  async function complete(id: string): Promise<void> {
    await database.db.pool.query(`UPDATE prime_checks SET ${COMPLETED} WHERE id = ?`, [id]);
  }
});

describe('odd requests', () => {
  const id = '0198c0de-0000-7000-8000-000000000000';

  it.each([
    ['a path that is not validly encoded', '/prime-check/%zz', 400, 'invalid_request'],
    ['an id that is far too long', `/prime-check/${'a'.repeat(300)}`, 404, 'not_found'],
    ['no id', '/prime-check/', 404, 'not_found'],
  ] as const)('are answered with a problem: %s', async (_what, path, status, code) => {
    await expectProblem(await fetch(`${app.url}${path}`), status, code);
  });

  it.each([
    ['they are not HTTP', 'nonsense', '400 Bad Request'],
    ['their head is too large', `x: ${'y'.repeat(20_000)}`, '431 Request Header Fields Too Large'],
  ])('are answered with a problem although %s', async (_why, header, status) => {
    const answer = await sendRaw(`GET / HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\r\n`));
    expect(answer).toContain('Content-Type: application/problem+json');
    expect(answer).toContain('"code":"invalid_request"');
  });

  it('that refuse event streams where there is nothing else are answered 406 with a problem', async () => {
    const refused = await fetch(`${app.url}/events`, { headers: { accept: 'application/json' } });
    await expectProblem(refused, 406, 'invalid_request');
  });

  it('for the head of an event stream are answered 405, and hold no place', async () => {
    for (const path of ['/events', `/prime-check/${id}/events`]) {
      const response = await fetch(`${app.url}${path}`, { method: 'HEAD' });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET');
    }
  });

  it('may write an id in capitals', async () => {
    const accepted = await submit('41');
    const found = await fetch(`${app.url}/prime-check/${accepted.id.toUpperCase()}`);
    expect(await found.json()).toMatchObject({ id: accepted.id });
    const older = await submit('43');
    const page = await fetch(`${app.url}/prime-check?limit=1&cursor=${older.id.toUpperCase()}`);
    expect(await page.json()).toMatchObject({ items: [{ id: accepted.id }] });
  });

  it('with an idempotency key from a connection that is reset leave nothing: the retry is the first that counts', async () => {
    const body = '{"number":"47"}';
    const head = 'POST /prime-check HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    for (let nth = 0; nth < 20; nth += 1) {
      const request = `${head}idempotency-key: reset-${nth}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
      await sendAndReset(request);
    }
    for (let nth = 0; nth < 20; nth += 1) {
      expect((await post(body, { 'idempotency-key': `reset-${nth}` })).status).toBe(202);
    }
    expect(await countRows(database.db, 'idempotency_keys', "caller NOT LIKE 'ip:127.%'")).toBe(0);
    expect(await countRows(database.db, 'prime_checks', 'number = ?', '47')).toBe(20);
  });

  it.each(['253402300800000', '999999999999999', '-1', '1e5'])('with the event id %s get a reset', async (eventId) => {
    const stream = await openEventStream(`${app.url}/events`, { 'last-event-id': eventId });
    await until(() => stream.events.some((event) => event.event === 'reset'));
    stream.close();
    await stream.closed;
  });

  function sendRaw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(app.port, '127.0.0.1', () => socket.write(text));
      socket.on('data', (data: Buffer) => {
        answer += data.toString();
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(answer));
    });
  }

  function sendAndReset(text: string): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(app.port, '127.0.0.1', () => {
        socket.write(text, () => {
          socket.on('close', () => resolve());
          socket.resetAndDestroy();
        });
      });
    });
  }
});

describe('the rest of the surface', () => {
  it('answers 405 with the methods that a path has, and 404 where there is none', async () => {
    const wrong = await fetch(`${app.url}/prime-check`, { method: 'DELETE' });
    expect(wrong.headers.get('allow')).toContain('POST');
    await expectProblem(wrong, 405, 'method_not_allowed');
    await expectProblem(await fetch(`${app.url}/no/such/page`), 404, 'not_found');
  });

  it('describes itself at /openapi.json and shows that at /docs', async () => {
    const description = (await (await fetch(`${app.url}/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(description.openapi).toMatch(/^3\.1/);
    expect(Object.keys(description.paths)).toEqual(
      expect.arrayContaining([
        ...[
          '/prime-check',
          '/prime-check-list',
          '/prime-check/{id}',
          '/prime-check/{id}/events',
          '/events',
          '/api/events',
        ],
        ...['/livez', '/readyz', '/health', '/metrics', '/openapi.json'],
      ]),
    );
    expect((await fetch(`${app.url}/docs/`)).status).toBe(200);
  });

  it('describes every route with a summary, a tag and its answers; errors as problem+json', async () => {
    interface Operation {
      summary?: string;
      tags?: string[];
      responses: Record<string, { description: string; content?: object }>;
    }
    const { paths, components } = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: object };
    };
    expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining(['PrimeCheck', 'Problem']));
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { summary, tags, responses }] of Object.entries(operations)) {
        const route = `${method} ${path}`;
        expect(summary, route).toBeTruthy();
        expect(tags, route).toHaveLength(1);
        expect(tags?.[0] === 'operations' || Object.keys(responses).some((status) => status >= '400'), route).toBe(
          true,
        );
        for (const [status, { content }] of Object.entries(responses)) {
          if (status === '204') expect(content, route).toBeUndefined();
          else if (status < '400' || tags?.[0] === 'operations')
            expect(Object.keys(content ?? {}), route).toHaveLength(1);
          else
            expect(content, route).toEqual({
              'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
            });
        }
      }
    }
  });

  it('has liveness, readiness, health and metrics', async () => {
    expect((await fetch(`${app.url}/livez`)).status).toBe(200);
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    const health = (await (await fetch(`${app.url}/health`)).json()) as { checks: object };
    expect(health.checks).toHaveProperty('mysql');
    expect(await (await fetch(`${app.url}/metrics`)).text()).toContain('http_requests_total');
  });

  it('counts requests for what is no route as one, whatever their paths and methods', async () => {
    for (const method of ['PUT', 'PATCH', 'PROPFIND']) await fetch(`${app.url}/${method}`, { method });
    const series = await until(async () => {
      const lines = (await (await fetch(`${app.url}/metrics`)).text()).split('\n');
      const unmatched = lines.filter((line) => line.startsWith('http_requests_total') && line.includes('status="404"'));
      return unmatched.some((line) => line.includes('"unmatched"')) && unmatched;
    });
    expect(series.filter((line) => line.includes('"unmatched"'))).toHaveLength(1);
  });
});
