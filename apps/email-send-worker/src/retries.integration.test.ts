import { firstIdentity, HealthSchema } from '@ballast/contracts';
import type { RowDataPacket } from '@ballast/database';
import {
  type AppProcess,
  appEnvironment,
  createTestDatabase,
  type SmtpSink,
  startApp,
  startSmtpSink,
  type TestDatabase,
  until,
} from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Broker, openBroker } from '../test/broker.ts';
import { type AddedDelivery, addDelivery, askToSend, findDelivery } from '../test/deliveries.ts';

/** What the policy says, less what a spread of a tenth may take from it; a loaded machine may add to it. */
const RESTS_MS = [900, 1_800, 3_600];
const SLACK_MS = 10_000;

let database: TestDatabase;
let broker: Broker;
let sink: SmtpSink;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  [broker, sink] = await Promise.all([openBroker(), startSmtpSink()]);
});
afterEach(async () => {
  await broker.close();
  await sink.stop();
});

async function startWorker(more: Record<string, string> = {}): Promise<AppProcess> {
  const account = await database.account('email-send-worker');
  const environment = appEnvironment({ database: account, namespace: broker.namespace, smtpPort: sink.port });
  const app = await startApp('email-send-worker', { ...environment, ...more });
  onTestFinished(() => app.kill());
  await app.ready();
  return app;
}

async function addMail(): Promise<AddedDelivery> {
  const delivery = await addDelivery(database.db);
  await askToSend(broker.messaging, firstIdentity(delivery.id));
  return delivery;
}

interface LogRow extends RowDataPacket {
  readonly status: string;
  readonly attempt: number | null;
  readonly error_type: string | null;
  readonly error_code: string | null;
  readonly created_at: Date;
}

async function readLog(ids: readonly string[]): Promise<LogRow[]> {
  const [rows] = await database.db.pool.query<LogRow[]>(
    'SELECT * FROM message_processing_logs WHERE message_id IN (?) ORDER BY id',
    [ids],
  );
  return rows;
}

async function readMetric(app: AppProcess, series: RegExp): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const line = text.split('\n').find((one) => series.test(one)) ?? '';
  return Number(line.slice(line.lastIndexOf(' ')));
}

describe('by the default policy', () => {
  test('a transient failure (451) is tried after 0, 1, 3 and 7 s; then there is one letter, with four attempts in its log', async () => {
    sink.behave({ kind: 'refuse_recipient', code: 451 });
    await startWorker();
    const { id } = await addMail();
    await until(() => broker.deadLetters.length > 0, { timeoutMs: 60_000 });

    const log = await readLog([id]);
    expect(log.map(({ status, attempt }) => `${status} ${attempt}`)).toEqual([
      'failed 1',
      'failed 2',
      'failed 3',
      'failed 4',
    ]);
    expect(new Set(log.map(({ error_type: type, error_code: code }) => `${type} ${code}`))).toEqual(
      new Set(['transient rejected_temporary']),
    );
    const times = log.map(({ created_at: at }) => at.getTime());
    const rests = times.slice(1).map((time, nth) => time - (times[nth] ?? 0));
    for (const [nth, least] of RESTS_MS.entries()) {
      expect(rests[nth]).toBeGreaterThanOrEqual(least);
      expect(rests[nth]).toBeLessThan((least * 11) / 9 + SLACK_MS);
    }
    expect(broker.deadLetters).toHaveLength(1);
    expect(sink.mails).toHaveLength(0);
  });

  test('a permanent failure (550) is one attempt, and one letter', async () => {
    sink.behave({ kind: 'refuse_recipient', code: 550 });
    await startWorker();
    const { id } = await addMail();
    await until(() => broker.deadLetters.length > 0);
    expect(await readLog([id])).toMatchObject([
      { status: 'failed', attempt: 1, error_type: 'permanent', error_code: 'rejected_permanent' },
    ]);
    expect(broker.deadLetters).toHaveLength(1);
  });

  test('bytes that are no message are poison: one letter with these bytes, no attempt before it', async () => {
    await startWorker();
    const bytes = '{"id": "0193ab40-5f7a-7c1e-b1d2-3f4a5b6c7d8e", \u0000';
    await broker.messaging.publish({ subject: 'emailsend', messageId: 'no-id', body: bytes });
    await until(() => broker.deadLetters.length > 0);
    expect(broker.deadLetters).toEqual([bytes]);
  });

  test('an SMTP server that hangs in the middle of a mail times out as a transient failure', async () => {
    sink.behave({ kind: 'hang_after_data' });
    // A send may take half of the lease.
    await startWorker({ EMAIL_LEASE_MS: '8000' });
    const { id } = await addMail();
    const failed = await until(async () => (await readLog([id])).find(({ status }) => status === 'failed'), {
      timeoutMs: 60_000,
    });
    expect(failed).toMatchObject({ error_type: 'transient', error_code: 'timeout' });
    sink.behave({ kind: 'accept' });
    await until(async () => (await findDelivery(database.db, id)).status === 'sent', { timeoutMs: 60_000 });
  });
});

test('RETRY_ variables set the policy', async () => {
  sink.behave({ kind: 'refuse_recipient', code: 451 });
  await startWorker({ RETRY_MAX_ATTEMPTS: '2', RETRY_INITIAL_MS: '50', RETRY_JITTER: '0' });
  const { id } = await addMail();
  await until(() => broker.deadLetters.length > 0);
  expect((await readLog([id])).map(({ status }) => status)).toEqual(['failed', 'failed']);
});

test('a storm of full mailboxes opens the breaker: no attempt is burned while it is open, and afterwards 200 mails are sent once', async () => {
  sink.behave({ kind: 'refuse_recipient', code: 452 });
  const app = await startWorker({ SMTP_RATE_PER_SECOND: '1000' });
  const mails = await Promise.all(Array.from({ length: 200 }, addMail));
  const ids = mails.map(({ id }) => id);
  const transitions = (to: string) =>
    readMetric(app, new RegExp(`^ballast_breaker_transitions_total\\{.*dependency="smtp",to="${to}"`, 'u'));
  const countFailed = async () => (await readLog(ids)).filter(({ status }) => status === 'failed').length;

  await until(async () => (await transitions('open')) >= 4, { timeoutMs: 90_000, everyMs: 50 });
  // Five messages opened it; each time that it was half open, one was tried.
  const [failed, tried] = [await countFailed(), await transitions('half_open')];
  expect(failed).toBeLessThanOrEqual(5 + tried);

  const health = await until(async () => {
    const report = HealthSchema.parse(await (await fetch(`${app.url}/health`)).json());
    return report.checks.breakers?.status === 'degraded' && report;
  });
  expect(health.status).toBe('degraded');
  expect(health.checks.breakers?.error).toMatch(/^smtp since .+Z \(rejected_temporary\), next probe at .+Z$/u);
  expect(await readMetric(app, /^ballast_breaker_state\{.*dependency="mysql"/u)).toBe(0);
  const beat = await until(async () => {
    const [[row]] = await database.db.pool.query<RowDataPacket[]>(
      'SELECT metadata FROM worker_health_checks WHERE worker_name LIKE ?',
      [`%-${app.pid}-%`],
    );
    const metadata = typeof row?.metadata === 'string' ? JSON.parse(row.metadata) : row?.metadata;
    const smtp = metadata?.breakers?.find(({ dependency }: { dependency: string }) => dependency === 'smtp');
    return smtp?.state === 'open' && metadata;
  });
  expect(beat.breakers).toMatchObject([
    { dependency: 'mysql', state: 'closed' },
    { dependency: 'smtp', state: 'open', reason: expect.stringMatching(/^rejected_temporary: /u) },
  ]);
  expect(broker.deadLetters).toHaveLength(0);

  sink.behave({ kind: 'accept' });
  await until(
    async () => {
      const [[row]] = await database.db.pool.query<RowDataPacket[]>(
        "SELECT COUNT(*) AS n FROM email_deliveries WHERE id IN (?) AND status = 'sent'",
        [ids],
      );
      return Number(row?.n) === ids.length;
    },
    { timeoutMs: 90_000, everyMs: 100, what: 'all mails are sent' },
  );
  const sent = sink.mails.map(({ messageId }) => messageId);
  expect(sent).toHaveLength(200);
  expect(new Set(sent).size).toBe(200);
  expect(broker.deadLetters).toHaveLength(0);
  await until(async () => (await readMetric(app, /^ballast_breaker_state\{.*dependency="smtp"/u)) === 0);
});
