import { setTimeout as pause } from 'node:timers/promises';
import { firstIdentity, HealthSchema } from '@ballast/contracts';
import {
  type AppProcess,
  appEnvironment,
  createTestDatabase,
  type SmtpSink,
  startApp,
  startSmtpSink,
  startTcpProxy,
  type TcpProxy,
  type TestDatabase,
  until,
} from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Broker, openBroker } from '../test/broker.ts';
import { addDelivery, addSignIn, askToSend, countLogs, findDelivery } from '../test/deliveries.ts';

let database: TestDatabase;
let environment: Record<string, string>;
let broker: Broker;
let sink: SmtpSink;
let proxy: TcpProxy;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  broker = await openBroker({ ackWaitMs: 3_000 });
  sink = await startSmtpSink();
  proxy = await startTcpProxy({ host: '127.0.0.1', port: sink.port });
  environment = {
    ...appEnvironment({ database: await database.account('email-send-worker'), namespace: broker.namespace }),
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(proxy.port),
    SMTP_FROM: 'Ballast <no-reply@ballast.example>',
    PUBLIC_URL: 'https://ballast.example',
  };
});
afterEach(async () => {
  await proxy.close();
  await sink.stop();
  await broker.close();
});

async function startWorker(more: Record<string, string> = {}): Promise<AppProcess> {
  const app = await startApp('email-send-worker', { ...environment, ...more });
  onTestFinished(() => app.kill());
  await app.ready();
  return app;
}

const isSent = async (id: string) => (await findDelivery(database.db, id)).status === 'sent';

/** Lets a mail through to the server, and holds the server's answer back. */
function holdAnswers(): { reached: () => boolean } {
  let reached = false;
  let tail = '';
  proxy.onClientData((data) => {
    // The end of DATA may come in a piece of its own.
    tail = (tail + data.toString('latin1')).slice(-5);
    if (tail === '\r\n.\r\n') {
      reached = true;
      proxy.pause();
    }
    return 'pass';
  });
  return { reached: () => reached };
}

test('SIGTERM while a mail is being sent: it is sent, marked and acked, and the process ends in good order', async () => {
  const app = await startWorker();
  const held = holdAnswers();
  const { id } = await addDelivery(database.db);
  await askToSend(broker.messaging, firstIdentity(id));
  await until(held.reached);
  expect((await findDelivery(database.db, id)).status).toBe('sending');

  const stopped = app.stop();
  await until(async () => (await fetch(`${app.url}/readyz`)).status === 503);
  proxy.resume();
  expect(await stopped).toBe(0);
  expect(await isSent(id)).toBe(true);
  expect(await countLogs(database.db, id)).toEqual({ success: 1 });

  // Had the message not been acked, the next worker would look at it and log a deferral or another success.
  proxy.onClientData(undefined);
  await startWorker();
  await pause(1_500);
  expect(sink.mails).toHaveLength(1);
});

test('a worker that is killed while it sends: another sends the mail once the lease is over, with the same Message-ID', async () => {
  const leased = { EMAIL_LEASE_MS: '12000' };
  const app = await startWorker(leased);
  const held = holdAnswers();
  const { id } = await addDelivery(database.db);
  await askToSend(broker.messaging, firstIdentity(id));
  await until(held.reached);
  await app.kill();
  proxy.onClientData(undefined);
  proxy.resume();

  await startWorker(leased);
  await until(() => isSent(id));
  expect(new Set(sink.mails.map((mail) => mail.messageId))).toEqual(new Set([`<${id}@ballast.example>`]));
  expect(sink.mails.length).toBeLessThanOrEqual(2);
  expect(await countLogs(database.db, id)).not.toHaveProperty('failed');
});

test('no log line holds an address or the token of a link, whatever happens to the mail', async () => {
  const app = await startWorker({ LOG_LEVEL: 'trace' });
  const [sent, refused] = [
    await addDelivery(database.db),
    await addDelivery(database.db, { recipient: 'bad@reader.example' }),
  ];
  await askToSend(broker.messaging, firstIdentity(sent.id));
  const signIn = await addSignIn(database.db);
  await askToSend(broker.messaging, firstIdentity(signIn.id));
  await until(async () => (await isSent(sent.id)) && (await isSent(signIn.id)));
  sink.behave({ kind: 'refuse_recipient', code: 550, says: ({ to }) => `<${to}> is not known` });
  await askToSend(broker.messaging, firstIdentity(refused.id));
  await until(() => broker.deadLetters.length === 1);
  await sink.stop();
  const last = await addDelivery(database.db);
  await askToSend(broker.messaging, firstIdentity(last.id));
  await until(async () => {
    const health = HealthSchema.parse(await (await fetch(`${app.url}/health`)).json());
    const { smtp } = health.checks;
    return health.status === 'degraded' && smtp?.status === 'degraded' && smtp.error?.includes('sending pauses');
  });
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);

  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  expect(metrics).toMatch(/emails_sent_total\{status="sent".*\} 2/u);
  expect(metrics).toMatch(/email_time_to_sent_seconds_count\{.*kind="sign_in_link".*\} 1/u);
  expect(metrics).toMatch(/email_time_to_sent_seconds_count\{.*kind="prime_check_result".*\} 1/u);
  await app.stop();
  expect(app.logs.filter((line) => line.includes('mail sent'))).toHaveLength(2);
  const { text = '' } = sink.mails.find(({ to }) => to.includes(signIn.recipient)) ?? {};
  const tokens = [/users\/login\/([\w-]+)/u, /mail\/stop\/(\w+)/u].map((link) => link.exec(text)?.[1] ?? 'none');
  expect(tokens).not.toContain('none');
  for (const token of tokens) expect(app.logs.filter((line) => line.includes(token))).toEqual([]);
  expect(app.logs.filter((line) => line.includes('reader.example'))).toEqual([]);
});

test('a sender that is no mailbox is refused at the start, by the name of its variable', async () => {
  const app = await startApp('email-send-worker', { ...environment, SMTP_FROM: 'nobody', PUBLIC_URL: 'ftp://x' });
  expect(await app.exited).toBe(78);
  const said = app.logs.join('\n');
  expect(said).toContain('SMTP_FROM');
  expect(said).toContain('PUBLIC_URL');
});
