import { createNamespace, startTcpProxy, type TcpProxy, testServers } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import type { Messaging } from './messaging.ts';
import { answerRequests, request } from './request.ts';

const [host = '', port = ''] = (testServers().nats.servers[0] ?? '').split(':');
let bench: Bench;
let proxy: TcpProxy;
let asking: Messaging;
let answering: Messaging;
beforeEach(async () => {
  bench = new Bench(`${host}:${port}`, createNamespace());
  proxy = await startTcpProxy({ host, port: Number(port) });
  asking = await bench.connect();
  answering = await bench.connect({ server: `127.0.0.1:${proxy.port}` });
});
afterEach(async () => {
  await bench.close();
  await proxy.close();
});

const ask = async (body: string) =>
  new TextDecoder().decode(await request(asking, { subject: 'questions', body, timeoutMs: 20_000 }));
const answerAll = () =>
  answerRequests(answering, 'questions', async (body) => `${new TextDecoder().decode(body)}, answered`);

test('who ends its answering still answers what comes until the server knows, and is asked nothing after that', async () => {
  const answers = await answerAll();
  expect(await ask('before')).toBe('before, answered');

  proxy.pause();
  const closed = Promise.all([answers.close(), answers.close()]);
  const asked = ask('meanwhile');
  await asking.ping();
  proxy.resume();
  expect(await asked).toBe('meanwhile, answered');
  await closed;

  await expect(ask('after')).rejects.toMatchObject({ code: 'unavailable' });
});

test('answering can be ended while the server is away', async () => {
  const answers = await answerAll();
  proxy.pause();
  const closed = answers.close();
  proxy.down();
  await closed;
  await answers.close();
});
