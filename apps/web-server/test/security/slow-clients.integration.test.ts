import { connect, type Socket } from 'node:net';
import { until } from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type AttackedServer, startAttackedServer } from './attacked-server.ts';
import { request, sendRaw } from './raw-connection.ts';
import { underWatch } from './under-watch.ts';

const HEADERS_TIMEOUT_MS = 1_500;
const REQUEST_TIMEOUT_MS = 3_000;
const MAX_PER_ADDRESS = 150;
/** How much later a connection may be closed than its time is up: Node looks once a second, and machines are busy. */
const PATIENCE_MS = 30_000;

let server: AttackedServer;
let sockets: Socket[] = [];
beforeAll(async () => {
  server = await startAttackedServer({
    HTTP_HEADERS_TIMEOUT_MS: String(HEADERS_TIMEOUT_MS),
    HTTP_REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
    MAX_CONNECTIONS: '400',
    MAX_CONNECTIONS_PER_ADDRESS: String(MAX_PER_ADDRESS),
  });
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});
afterAll(() => server?.close());

/** A connection that says nothing until it is told to. */
function open(from = '127.0.0.1'): { socket: Socket; closed: Promise<void> } {
  const socket = connect({ port: server.app.port, host: '127.0.0.1', localAddress: from });
  sockets.push(socket);
  socket.on('error', () => undefined).resume();
  return { socket, closed: new Promise((resolve) => socket.once('close', () => resolve())) };
}

const isOpen = ({ socket }: { socket: Socket }) => !socket.destroyed && !socket.readableEnded;

it('clients that send their head byte by byte are cut off, while others are answered', {
  timeout: 90_000,
}, async () => {
  const text = `GET /prime-check HTTP/1.1\r\nHost: x\r\n${'X-A: b\r\n'.repeat(100)}`;
  await underWatch(server.app, '100 slow heads', async () => {
    const slow = Array.from({ length: 100 }, () =>
      sendRaw(server.app.port, text.split(''), {
        pauseMs: 100,
        timeoutMs: HEADERS_TIMEOUT_MS + PATIENCE_MS,
        from: '127.0.0.2',
      }),
    );
    const answers = Promise.all(slow);
    expect((await fetch(`${server.app.url}/prime-check`)).status).toBe(200);
    for (const { statuses, ms } of await answers) {
      expect([408, undefined]).toContain(statuses[0]);
      expect(ms).toBeGreaterThan(HEADERS_TIMEOUT_MS - 100);
    }
  });
});

it('clients that send their body byte by byte are cut off, and leave nothing', { timeout: 90_000 }, async () => {
  const head = request('POST /prime-check HTTP/1.1', { 'Content-Type': 'application/json', 'Content-Length': '1000' });
  await underWatch(server.app, '100 slow bodies', async () => {
    const slow = Array.from({ length: 100 }, () =>
      sendRaw(server.app.port, [head, ...'{"number":"7'.repeat(50).split('')], {
        pauseMs: 100,
        timeoutMs: REQUEST_TIMEOUT_MS + PATIENCE_MS,
        from: '127.0.0.2',
      }),
    );
    for (const { statuses } of await Promise.all(slow)) expect([408, undefined]).toContain(statuses[0]);
  });
  const [[count]] = (await server.database.db.pool.query('SELECT COUNT(*) AS n FROM prime_checks')) as unknown as [
    [{ n: number }],
  ];
  expect(Number(count.n)).toBe(0);
});

it('chunks that never end are cut off', { timeout: 60_000 }, async () => {
  const head = request('POST /prime-check HTTP/1.1', {
    'Content-Type': 'application/json',
    'Transfer-Encoding': 'chunked',
  });
  const { statuses } = await sendRaw(server.app.port, [head, ...Array(200).fill('1\r\n \r\n')], {
    pauseMs: 50,
    timeoutMs: REQUEST_TIMEOUT_MS + PATIENCE_MS,
  });
  expect([408, 413, undefined]).toContain(statuses[0]);
});

it('connections that say nothing, and those whose other half is closed, are closed', { timeout: 60_000 }, async () => {
  const silent = Array.from({ length: 50 }, () => open('127.0.0.3'));
  const halfOpen = Array.from({ length: 50 }, () => {
    const one = open('127.0.0.3');
    one.socket.write('GET /prime-check HTTP/1.1\r\nHost:');
    one.socket.end();
    return one;
  });
  await until(() => [...silent, ...halfOpen].every((one) => !isOpen(one)), {
    timeoutMs: HEADERS_TIMEOUT_MS + PATIENCE_MS,
    what: 'all are closed',
  });
});

it('one address may hold only so many connections: others still get in', { timeout: 60_000 }, async () => {
  const hoarded = Array.from({ length: MAX_PER_ADDRESS + 50 }, () => open('127.0.0.4'));
  await until(() => hoarded.filter((one) => !isOpen(one)).length >= 50);
  expect((await fetch(`${server.app.url}/livez`)).status).toBe(200);
  await until(async () => (await metric('http_connections_refused_total', 'reason="address"')) >= 50);
  // The places are given back.
  for (const { socket } of hoarded) socket.destroy();
  await until(async () => {
    const { statuses } = await sendRaw(server.app.port, request('GET /livez HTTP/1.1'), { from: '127.0.0.4' });
    return statuses[0] === 200;
  });
});

it('all together may hold only so many, and the server answers again once they are gone', {
  timeout: 60_000,
}, async () => {
  for (let host = 10; host < 16; host += 1) Array.from({ length: 100 }, () => open(`127.0.0.${host}`));
  const all = [...sockets];
  await until(() => all.filter((socket) => socket.destroyed || socket.readableEnded).length >= 190);
  for (const socket of all) socket.destroy();
  // The server has first to notice that they are gone: until then a new connection is refused, and what asks over one that
  // there was before may be answered.
  await until(async () => (await sendRaw(server.app.port, request('GET /livez HTTP/1.1'))).statuses[0] === 200);
  expect(await metric('http_connections_refused_total', 'reason="total"')).toBeGreaterThan(0);
});

it('a client that never reads its answers does not fill the memory', { timeout: 60_000 }, async () => {
  const one = request('GET /openapi.json HTTP/1.1', { Connection: 'keep-alive' });
  await underWatch(server.app, '60 clients that do not read', async () => {
    const deaf = Array.from({ length: 60 }, () => {
      const { socket } = open('127.0.0.5');
      socket.pause();
      socket.write(one.repeat(40));
      return socket;
    });
    await until(async () => (await fetch(`${server.app.url}/livez`)).status === 200);
    for (const socket of deaf) socket.destroy();
  });
});

it('clients that send many requests at once and leave are not worked for to the end', { timeout: 60_000 }, async () => {
  const one = request('GET /openapi.json HTTP/1.1', { Connection: 'keep-alive' });
  // That they left comes in at once with what they sent, save where this process stands still between the two.
  await until(async () => {
    const { statuses } = await sendRaw(server.app.port, one.repeat(40), { end: true, from: '127.0.0.6' });
    return statuses.length < 20;
  });
});

async function metric(name: string, label: string): Promise<number> {
  const text = await (await fetch(`${server.app.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(name) && each.includes(label));
  return Number(line?.split(' ').at(-1));
}
