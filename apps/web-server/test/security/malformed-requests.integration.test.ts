import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttackedServer, startAttackedServer } from './attacked-server.ts';
import { request, sendRaw } from './raw-connection.ts';
import { underWatch } from './under-watch.ts';

let server: AttackedServer;
beforeAll(async () => {
  server = await startAttackedServer({ HTTP_HEADERS_TIMEOUT_MS: '2000', HTTP_REQUEST_TIMEOUT_MS: '3000' });
});
afterAll(() => server?.close());

const POST = 'POST /prime-check HTTP/1.1';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const BODY = '{"number":"7"}';
const MB = 1024 * 1024;

const send = (...args: Parameters<typeof request>) => sendRaw(server.app.port, request(...args));

describe('a request that is malformed is refused, and its connection closed:', () => {
  it.each([
    [
      'both a length and chunks',
      request(POST, { ...JSON_TYPE, 'Content-Length': '4', 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n'),
    ],
    ['two lengths that differ', `${POST}\r\nHost: x\r\nContent-Length: 14\r\nContent-Length: 15\r\n\r\n${BODY}`],
    ['a negative length', request(POST, { ...JSON_TYPE, 'Content-Length': '-1' })],
    ['a length that is no number', request(POST, { ...JSON_TYPE, 'Content-Length': '0x10' })],
    ['a length beyond all numbers', request(POST, { ...JSON_TYPE, 'Content-Length': '9'.repeat(40) })],
    [
      'chunks that are not the last coding',
      request(POST, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked, identity' }, BODY),
    ],
    ['an obfuscated coding', request(POST, { ...JSON_TYPE, 'Transfer-Encoding': 'xchunked' }, BODY)],
    ['a chunk size that is none', request(POST, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }, 'zz\r\n')],
    [
      'a chunk size beyond all numbers',
      request(POST, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }, `${'f'.repeat(20)}\r\n`),
    ],
    ['a space before the colon', `${POST}\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
    ['a folded header', `${POST}\r\nHost: x\r\nX-A: 1\r\n  Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`],
    ['a null byte in a header', request('GET / HTTP/1.1', { 'X-A': 'a\0b' })],
    ['a bare line feed in a header', request('GET / HTTP/1.1', { 'X-A': 'a\nX-Injected: 1' })],
    ['a null byte in the path', request('GET /prime-check/\0 HTTP/1.1')],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a version that is none', request('GET / HTTP/9.9')],
    ['a method that is none', request('BREAK / HTTP/1.1')],
    ['a binary start', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
  ])('%s', async (_what, text) => {
    const { statuses, text: answer } = await sendRaw(server.app.port, [Buffer.from(text, 'latin1')]);
    expect(statuses, answer).toHaveLength(1);
    expect(statuses[0]).toBeGreaterThanOrEqual(400);
    expect(statuses[0]).toBeLessThan(500);
    expect(answer).not.toMatch(/x-injected/i);
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
  });
});

it('what follows a request that was refused is never taken as a request: nothing is smuggled', async () => {
  const inner = request('GET /livez HTTP/1.1');
  const outer = `${POST}\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
  const { statuses } = await sendRaw(server.app.port, outer + inner);
  expect(statuses).toEqual([400]);
});

describe('what is too large is refused:', () => {
  it.each([
    ['a path of 20 kB', () => send(`GET /${'a'.repeat(20_000)} HTTP/1.1`), [431]],
    ['an id of 2 kB', () => send(`GET /prime-check/${'a'.repeat(2_000)} HTTP/1.1`), [404]],
    ['a query of 20 kB', () => send(`GET /prime-check?status=${'a'.repeat(20_000)} HTTP/1.1`), [431]],
    ['a header of 20 kB', () => send('GET / HTTP/1.1', { 'X-A': 'a'.repeat(20_000) }), [431]],
    ['cookies of 20 kB', () => send('GET /prime-check HTTP/1.1', { Cookie: 'a=b; '.repeat(4_000) }), [431]],
    ['500 headers', () => send('GET /livez HTTP/1.1', manyHeaders(500)), [431]],
    ['3,000 headers', () => send('GET /livez HTTP/1.1', manyHeaders(3_000)), [431]],
    ['a length of 8 EB', () => send(POST, { ...JSON_TYPE, 'Content-Length': String(2 ** 62) }, BODY), [413]],
    ['a body of 5 MB', () => send(POST, { ...JSON_TYPE, 'Content-Length': String(5 * MB) }, 'a'.repeat(5 * MB)), [413]],
    ['5 MB in chunks', () => send(POST, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }, chunks(5 * MB)), [413]],
    [
      'a chunk extension of 1 MB',
      () => send(POST, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }, `1;${'a'.repeat(MB)}\r\n`),
      [400, 413, 431],
    ],
  ] as const)('%s', async (_what, attack, statuses) => {
    // A server that has answered resets a connection on which more comes: then the answer may not reach us.
    const answer = await attack();
    expect([...statuses, undefined]).toContain(answer.statuses[0]);
  });

  it('while the event loop goes on and the memory stays', async () => {
    await underWatch(server.app, '100 bodies and heads that are too large', async () => {
      const attacks = Array.from({ length: 100 }, (_, nth) =>
        nth % 2 === 0
          ? send(POST, { ...JSON_TYPE, 'Content-Length': String(MB) }, 'a'.repeat(MB))
          : send('GET /livez HTTP/1.1', manyHeaders(2_000)),
      );
      await Promise.all(attacks);
    });
  });
});

describe('a path leads nowhere but to our own files and routes:', () => {
  it.each([
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../package.json',
    '/assets/..%5c..%5cpackage.json',
    '/assets/%2e%2e%2fpackage.json',
    '/docs/static/../../../../package.json',
    '/docs/static/..%2f..%2f..%2fpackage.json',
    '/docs/static/%252e%252e%252fpackage.json',
    '//etc/passwd',
    '/docs/static//etc/passwd',
    '/.env',
    '/.git/config',
    '/package.json',
    '/assets/..;/package.json',
    '/docs/static/index.html%00.js',
  ])('%s', async (path) => {
    const { statuses, text } = await send(`GET ${path} HTTP/1.1`);
    expect(statuses[0]).toBeGreaterThanOrEqual(400);
    expect(statuses[0]).toBeLessThan(500);
    expect(text).not.toMatch(/root:|"name": ?"|\[core\]/);
  });
});

describe('no answer is made from the host that a client claims:', () => {
  it.each([
    ['another host', { Host: 'evil.example' }],
    ['another host by a proxy', { 'X-Forwarded-Host': 'evil.example' }],
    ['another scheme and host by a proxy', { Forwarded: 'host=evil.example;proto=http' }],
    ['a host with a path', { Host: 'evil.example/x' }],
    ['an original URL', { 'X-Original-URL': '/api/system', 'X-Rewrite-URL': '/api/system' }],
  ])('%s', async (_what, headers) => {
    for (const line of ['GET / HTTP/1.1', 'GET /docs HTTP/1.1', 'GET /nowhere HTTP/1.1', `${POST}`]) {
      const body = line === POST ? BODY : '';
      const { text } = await send(line, { ...JSON_TYPE, 'Content-Length': String(body.length), ...headers }, body);
      expect(text).not.toContain('evil.example');
      expect(text).not.toMatch(/^HTTP\/1\.1 5(?!03)/);
    }
  });

  it('an absolute URL of another host is answered as ours', async () => {
    const { text } = await send('GET http://evil.example/livez HTTP/1.1');
    expect(text).not.toContain('evil.example');
  });
});

it('never sends a visitor to another site', async () => {
  for (const path of [
    '//evil.example',
    '//evil.example/',
    '/docs/static/index.html?//evil.example',
    '/\\evil.example',
    '/%2f%2fevil.example',
    '//evil.example/docs/static/index.html',
    '/?next=https://evil.example',
  ]) {
    const { text } = await send(`GET ${path} HTTP/1.1`);
    const location = /^location: *(.*)\r$/im.exec(text)?.[1] ?? '/';
    expect(new URL(location, server.app.url).origin, `${path} leads to ${location}`).toBe(server.app.url);
  }
});

describe('a method that a path does not have', () => {
  it.each(['TRACE', 'CONNECT', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'M-SEARCH'])(
    '%s is refused',
    async (method) => {
      const { statuses } = await send(`${method} /prime-check HTTP/1.1`);
      expect(statuses[0] === undefined || [400, 404, 405].includes(statuses[0]), `${statuses[0]}`).toBe(true);
    },
  );

  it('is not what a header says instead', async () => {
    const { statuses } = await send('POST /api/dlq/discard HTTP/1.1', {
      'X-HTTP-Method-Override': 'DELETE',
      'Content-Length': '0',
    });
    expect(statuses[0]).toBeGreaterThanOrEqual(400);
  });
});

it('some pipelined requests are answered in order', async () => {
  const one = 'GET /prime-check/nobody HTTP/1.1\r\nHost: x\r\n\r\n';
  const { statuses } = await sendRaw(server.app.port, one.repeat(20) + request('GET /livez HTTP/1.1'));
  expect(statuses).toEqual([...Array(20).fill(404), 200]);
});

it('5,000 pipelined requests end their connection, and the event loop goes on', async () => {
  const one = 'GET /prime-check/nobody HTTP/1.1\r\nHost: x\r\n\r\n';
  await underWatch(server.app, '5,000 pipelined requests', async () => {
    const { statuses } = await sendRaw(server.app.port, one.repeat(5_000));
    expect(statuses.length).toBeLessThan(1_000);
  });
});

function manyHeaders(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, nth) => [`x${nth}`, '']));
}

function chunks(bytes: number): string {
  const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`;
  return chunk.repeat(bytes / 0x4000);
}
