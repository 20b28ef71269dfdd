import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats } from '@ballast/native-stack';
import { createLogger } from '@ballast/telemetry';
import { type CertificateAuthority, createCertificateAuthority, startTcpProxy, until } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type NatsCredentials, writeNatsCredentials } from '../test/write-nats-credentials.ts';
import { connectMessaging } from './connect.ts';
import type { MessagingOptions } from './messaging.ts';
import { ensureTopology } from './topology.ts';

const ACCOUNT = { username: 'ballast', password: 'of-the-account-ballast' };

let dir: string;
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let credentials: NatsCredentials;
const stops: (() => Promise<unknown>)[] = [];
/** `host:port` of a server that asks for credentials, of one for a name and a password, of one whose certificate is for another name. */
let withCreds: string;
let withPassword: string;
let misnamed: string;
let plain: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-nats-tls-'));
  authority = await createCertificateAuthority(dir);
  stranger = await createCertificateAuthority(dir, 'stranger');
  credentials = await writeNatsCredentials(dir);
  const account = [`authorization { user: ${ACCOUNT.username}, password: ${JSON.stringify(ACCOUNT.password)} }`];
  withCreds = await startServer('creds', [...(await tls('localhost')), ...credentials.settings]);
  withPassword = await startServer('password', [...(await tls('localhost')), ...account]);
  misnamed = await startServer('misnamed', [...(await tls('nats.example')), ...account]);
  plain = await startServer('plain', account);
}, 60_000);

afterAll(async () => {
  for (const stop of stops) await stop();
  await rm(dir, { recursive: true, force: true });
});

async function tls(name: string): Promise<string[]> {
  const { certFile, keyFile } = await authority.issue([{ type: 'dns', value: name }]);
  return [`tls { cert_file: ${JSON.stringify(certFile)}, key_file: ${JSON.stringify(keyFile)} }`];
}

async function startServer(folder: string, settings: readonly string[]): Promise<string> {
  const server = await startNats({ dir: join(dir, folder), durability: 'relaxed', settings });
  stops.push(() => server.stop());
  return `localhost:${server.port}`;
}

type Given = Partial<MessagingOptions> & Pick<MessagingOptions, 'servers'>;

async function connect(options: Given) {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const messaging = await connectMessaging({ name: 'tls-test', logger, ...options });
  onTestFinished(() => messaging.close());
  return messaging;
}

/** What is logged while the server is waited for: it may be mended there, so the wait goes on until the test is over. */
function complaintsOf(options: Given): readonly string[] {
  const complaints: string[] = [];
  const write = (line: string) => void complaints.push((JSON.parse(line) as { msg: string }).msg);
  const logger = createLogger({ service: 'test', level: 'warn', destination: { write } });
  const abort = new AbortController();
  const connecting = connectMessaging({ name: 'tls-test', ...options, logger, signal: abort.signal });
  const ended = connecting.catch((error: unknown) => error);
  onTestFinished(async () => {
    abort.abort();
    expect(await ended).toMatchObject({ code: 'closed' });
  });
  return complaints;
}

/** An attempt that took too long, as on a busy machine, is not the last word. */
async function expectComplaint(options: Given, words: string | RegExp): Promise<void> {
  const complaints = complaintsOf(options);
  await expect.poll(() => complaints.at(-1), { timeout: 20_000 }).toMatch(words);
}

describe('NATS over TLS', { timeout: 30_000 }, () => {
  test('lets in a credentials file, and JetStream works', async () => {
    const ca = authority.pem;
    const messaging = await connect({ servers: [withCreds], tls: { ca }, credentialsFile: credentials.credsFile });
    await ensureTopology(messaging, { replicas: 1 });
    const receipt = await messaging.publish({ subject: 'primecheck', messageId: 'tls', body: '{}' });
    expect(receipt).toMatchObject({ stream: 'primecheck_stream', seq: 1 });
  });

  test('lets in a name and a password', async () => {
    const messaging = await connect({ servers: [withPassword], tls: { ca: authority.pem }, ...ACCOUNT });
    await expect(messaging.ping()).resolves.toBeUndefined();
  });

  test('refuses at once who has other credentials, or none', async () => {
    const tlsOn = { servers: [withPassword], tls: { ca: authority.pem } };
    await expect(connect({ ...tlsOn, ...ACCOUNT, password: 'another' })).rejects.toMatchObject({ code: 'rejected' });
    await expect(connect(tlsOn)).rejects.toMatchObject({ code: 'rejected' });
    const other = await writeNatsCredentials(dir, 'other');
    const asAnother = { servers: [withCreds], tls: { ca: authority.pem }, credentialsFile: other.credsFile };
    await expect(connect(asAnother)).rejects.toMatchObject({ code: 'rejected' });
  });

  test.each([
    ['a CA that is not its own', () => ({ tls: { ca: stranger.pem } })],
    ['the CAs that everybody knows', () => ({ tls: { ca: undefined } })],
    ['no word about TLS, which it asks for', () => ({})],
  ])('is not believed with %s, and NATS_TLS_CA_FILE is named', async (_what, more) => {
    await expectComplaint(
      { servers: [withPassword], ...ACCOUNT, ...more() },
      "waiting for NATS: no CA that is trusted here signed the server's certificate: set NATS_TLS_CA_FILE",
    );
  });

  test('is told of again as soon as more is known than that it did not answer in time', async () => {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(withPassword.split(':')[1]) });
    onTestFinished(() => proxy.close());
    let pieces = 0;
    proxy.onClientData(() => {
      pieces += 1;
      return 'pass';
    });
    proxy.pause();
    const complaints = complaintsOf({ servers: [`localhost:${proxy.port}`], tls: { ca: stranger.pem }, ...ACCOUNT });
    await until(() => complaints.length > 0);
    proxy.resume();
    await until(() => complaints.length > 1);
    expect(complaints).toEqual(['waiting for NATS', expect.stringContaining('set NATS_TLS_CA_FILE')]);
    // What a few attempts send. It would be many, if this had to wait until all is said again anyway.
    expect(pieces).toBeLessThan(10);
  });

  test('is not believed under a name that its certificate has not', async () => {
    await expectComplaint(
      { servers: [misnamed], tls: { ca: authority.pem }, ...ACCOUNT },
      /set NATS_HOST to one that it is for \(DNS:nats\.example\)/,
    );
  });

  test('is told apart from a server that speaks none: nothing is sent there, not even the password', async () => {
    await expectComplaint(
      { servers: [plain], tls: { ca: authority.pem }, ...ACCOUNT },
      'the server speaks no TLS on this port, and NATS_TLS asks for it',
    );
  });
});
