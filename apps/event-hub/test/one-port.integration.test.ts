import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { SUBJECT } from '@ballast/contracts';
import { answerRequests } from '@ballast/messaging';
import { until } from '@ballast/testkit';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HubBench, jsonEvent, newEvent } from './hub-bench.ts';

// One port for HTTP/1.1 and HTTP/2: told apart by what a connection begins with, bounded, and drained at the end.

let bench: HubBench;
beforeEach(async () => {
  bench = new HubBench();
  await bench.start({ MQHUB_MAX_CONNECTIONS: '20' });
});
afterEach(() => bench.close());

async function open(): Promise<Socket> {
  const socket = connect(bench.hub.port, '127.0.0.1');
  await once(socket, 'connect');
  // Whoever is cut off is told so by an error.
  socket.on('error', () => undefined);
  return socket;
}

async function heard(socket: Socket, text: string): Promise<string> {
  let all = '';
  socket.on('data', (chunk) => {
    all += chunk.toString('latin1');
  });
  await until(() => all.includes(text));
  return all;
}

test('a request that comes byte by byte is heard', async () => {
  const socket = await open();
  socket.setNoDelay(true);
  const answer = heard(socket, 'ok\n');
  for (const byte of 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n') {
    socket.write(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await answer).toContain('HTTP/1.1 200 OK');
  socket.destroy();
});

test('a preface of HTTP/2 that comes in two parts is one', async () => {
  const socket = await open();
  socket.setNoDelay(true);
  const answer = heard(socket, '\x00\x00');
  socket.write('PRI * HT');
  await new Promise((resolve) => setImmediate(resolve));
  // The rest of it, and empty SETTINGS: answered with the server's own.
  socket.write('TP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
  expect((await answer).charCodeAt(3)).toBe(4);
  socket.destroy();
});

test('what is neither is refused, and hurts nobody', async () => {
  const socket = await open();
  socket.resume();
  socket.write('\x16\x03\x01\x02\x00\x01\x00\x01\xfc');
  await once(socket, 'close');
  const other = connectHttp2(bench.hub.url);
  const request = other.request({ ':path': '/livez' });
  const [headers] = await once(request, 'response');
  expect(headers[':status']).toBe(200);
  other.destroy();
});

test('a method that begins as the preface does is a method', async () => {
  expect((await bench.http('/services.mqhub.v1.MQHubService/Publish', { method: 'PROPFIND' })).status).toBe(404);
});

test('connections beyond the bound are closed, and when others end there is room again', async () => {
  const sockets = await Promise.all(Array.from({ length: 30 }, () => open()));
  await until(() => sockets.filter(({ closed, destroyed }) => closed || destroyed).length >= 10);
  for (const socket of sockets) socket.destroy();
  await until(async () => (await bench.http('/livez')).status === 200);
});

test('at the end calls under way are answered, idle connections are closed, and the process exits with 0', async () => {
  let answer = (_tags: string) => undefined as unknown;
  const asked = new Promise<void>((resolve) => {
    void answerRequests(bench.messaging, SUBJECT.tagGeneration, () => {
      resolve();
      return new Promise<string>((give) => {
        answer = give;
      });
    });
  });
  const client = bench.client(createGrpcTransport({ baseUrl: bench.hub.url }));
  await client.publish({ stream: 'alt:events:tags', event: newEvent() });
  await bench.call('Publish', { stream: 'alt:events:tags', event: jsonEvent() });
  const underWay = until(async () => client.generateTagsForArticle({ articleId: 'a', title: 't' }));
  await asked;
  const exited = bench.hub.stop();
  await until(() => bench.hub.logs.some((line) => line.includes('draining')));
  answer('{"success":true}');
  expect(await underWay).toMatchObject({ success: true, articleId: 'a' });
  expect(await exited).toBe(0);
});

test('a call that does not end is told so before it is cut, and does not keep the process', async () => {
  await bench.hub.stop();
  await bench.startHub({ SHUTDOWN_GRACE_SECONDS: '3' });
  await bench.hub.ready();
  let isAsked = false;
  await answerRequests(bench.messaging, SUBJECT.tagGeneration, () => {
    isAsked = true;
    return new Promise<string>(() => undefined);
  });
  const call = bench.call('GenerateTagsForArticle', { article_id: 'a', title: 't' });
  await until(() => isAsked);
  const exited = bench.hub.stop();
  expect((await call).body.code).toBe('deadline_exceeded');
  expect(await exited).toBe(0);
});
