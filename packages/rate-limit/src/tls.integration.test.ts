import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, startRedis } from '@ballast/native-stack';
import { createLogger } from '@ballast/telemetry';
import { type CertificateAuthority, createCertificateAuthority, startTcpProxy, until } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { RedisAddress } from './connection.ts';
import { RedisStore } from './redis-store.ts';

/** A TLS record: fatal, decode_error. */
const FATAL_ALERT = Buffer.from('15030300020232', 'hex');
const ACCOUNT = { username: 'ballast', password: 'of-the-account-ballast' };

let dir: string;
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
const stops: (() => Promise<unknown>)[] = [];
/** Of a server whose certificate is for localhost and 127.0.0.1, and of one whose certificate is for another name. */
let port: number;
let misnamedPort: number;
/** Of one whose certificate has been out of date for two days. */
let agedPort: number;
let plainPort: number;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-redis-tls-'));
  authority = await createCertificateAuthority(dir);
  stranger = await createCertificateAuthority(dir, 'stranger');
  const named = await startServer('named', ['localhost']);
  port = named.tlsPort;
  plainPort = named.plainPort;
  misnamedPort = (await startServer('misnamed', ['redis.example'])).tlsPort;
  agedPort = (await startServer('aged', ['localhost'], { endedDaysAgo: 2 })).tlsPort;
}, 60_000);

afterAll(async () => {
  for (const stop of stops) await stop();
  await rm(dir, { recursive: true, force: true });
});

/** A server with TLS on a port of its own, that knows one account and no default one. */
async function startServer(folder: string, names: readonly string[], dates: { endedDaysAgo?: number } = {}) {
  const dns = names.map((value) => ({ type: 'dns' as const, value }));
  const addresses = folder === 'named' ? [{ type: 'ip' as const, value: '127.0.0.1' }] : [];
  const files = await authority.issue([...dns, ...addresses], dates);
  const tlsPort = await findFreePort();
  const server = await startRedis({
    dir: join(dir, folder),
    durability: 'relaxed',
    settings: [
      `tls-port ${tlsPort}`,
      `tls-cert-file ${files.certFile}`,
      `tls-key-file ${files.keyFile}`,
      'tls-auth-clients no',
      'user default off',
      // As docs/deployment/managed-servers.md asks for it.
      `user ${ACCOUNT.username} on >${ACCOUNT.password} ~* +@read +@write +@scripting +@connection +time +info`,
    ],
  });
  stops.push(() => server.stop());
  return { tlsPort, plainPort: server.port };
}

function openStore(address: Partial<RedisAddress>, logged: string[] = []): RedisStore {
  const logger = createLogger({ service: 'test', level: 'warn', destination: { write: (line) => logged.push(line) } });
  const place = { host: 'localhost', port, ...ACCOUNT, ...address };
  const store = new RedisStore({ ...place, connections: 1, deadlineMs: 10_000, logger }, 'probe');
  onTestFinished(() => store.close());
  return store;
}

/** Waits until it says this of itself: an attempt that took too long, as on a busy machine, is not the last word. */
async function expectState(store: RedisStore, expected: unknown): Promise<void> {
  await expect.poll(() => store.state(), { timeout: 10_000 }).toEqual(expected);
}

describe('Redis over TLS, with an account of its access control list', () => {
  test.each(['localhost', '127.0.0.1'])('is in use with its own CA, as %s', async (host) => {
    const store = openStore({ host, tls: { ca: authority.pem } });
    await expectState(store, { state: 'redis' });
    const bucket = { key: `tls ${host}`, shape: { capacity: 2, refill: 1, unit: 1_000_000 }, need: 1, blames: true };
    expect(await store.take({ buckets: [bucket] })).toMatchObject({ allowed: true });
    await store.call((redis) => redis.recordTop(2, 'tls asked', 'tls denied', 60_000, 100, 'a', 1, 0));
    expect(await store.call((redis) => redis.zunion(1, 'tls asked', 'WITHSCORES'))).toBeDefined();
    expect(await store.call((redis) => redis.del(bucket.key))).toBeDefined();
    await expect(store.call((redis) => redis.config('GET', 'maxmemory'))).rejects.toMatchObject({
      code: 'store_unavailable',
    });
  });

  test.each([
    ['a CA that is not its own', () => stranger.pem],
    ['the CAs that everybody knows', () => undefined],
  ])('is not believed with %s, and REDIS_TLS_CA_FILE is named', async (_what, ca) => {
    await expectState(openStore({ tls: { ca: ca() } }), {
      state: 'local',
      reason: expect.stringContaining("set REDIS_TLS_CA_FILE to the server's CA"),
    });
  });

  test('is told of again when more is known than that it did not answer in time, and not again for the same', async () => {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port });
    onTestFinished(() => proxy.close());
    let connections = 0;
    proxy.onClientData(() => {
      connections += 1;
      return connections > 1 ? 'pass' : 'hold';
    });
    const logged: string[] = [];
    openStore({ port: proxy.port, tls: { ca: stranger.pem } }, logged);
    await until(() => logged.length >= 2 && connections >= 5, { what: 'it tried again and knew more' });
    expect(logged).toEqual([
      expect.stringContaining('the server does not answer'),
      expect.stringContaining("set REDIS_TLS_CA_FILE to the server's CA"),
    ]);
  });

  test('is not believed under a name that its certificate has not', async () => {
    await expectState(openStore({ port: misnamedPort, tls: { ca: authority.pem } }), {
      state: 'local',
      reason: expect.stringMatching(/set REDIS_HOST to one that it is for \(DNS:redis\.example\)/),
    });
  });

  test('is not believed with a certificate that is out of date', async () => {
    await expectState(openStore({ port: agedPort, tls: { ca: authority.pem } }), {
      state: 'local',
      reason: "the server's certificate is out of date: renew it there",
    });
  });

  test('is told apart from a port that is spoken to in the clear, and the other way round', async () => {
    await expectState(openStore({}), {
      state: 'local',
      reason: expect.stringContaining('REDIS_TLS=true'),
    });
    await expectState(openStore({ port: plainPort, tls: { ca: authority.pem } }), {
      state: 'local',
      reason: expect.stringContaining('it may speak no TLS on this port, and REDIS_TLS asks for it'),
    });
  });

  test('may fail twice, as a server that is not believed and ends the connection at once makes it: nothing else ends by it', async () => {
    const between = createServer((client) => {
      const upstream = createConnection({ host: '127.0.0.1', port });
      client.pipe(upstream).on('data', (bytes) => client.write(Buffer.concat([bytes, FATAL_ALERT])));
      for (const socket of [client, upstream])
        socket.on('error', () => undefined).on('close', () => upstream.destroy());
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    onTestFinished(() => void between.close());
    const place = { port: (between.address() as AddressInfo).port, tls: { ca: stranger.pem } };
    for (let tried = 0; tried < 5; tried += 1) {
      const store = openStore(place);
      await expectState(store, { state: 'local', reason: expect.not.stringMatching('not connected yet') });
      store.close();
    }
  });

  test('does not let in who has another password', async () => {
    await expectState(openStore({ tls: { ca: authority.pem }, password: 'another-one' }), {
      state: 'local',
      reason: 'WRONGPASS',
    });
  });
});
