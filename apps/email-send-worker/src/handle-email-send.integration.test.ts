import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { firstIdentity } from '@ballast/contracts';
import type { DatabaseOptions, RowDataPacket } from '@ballast/database';
import { Keyring, REQUEST_EMAIL } from '@ballast/encryption';
import type { MailTransport } from '@ballast/mail';
import {
  createTestDatabase,
  type SmtpSink,
  startSmtpSink,
  startTcpProxy,
  TEST_ENCRYPTION_KEY,
  type TestDatabase,
  until,
} from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Broker, openBroker } from '../test/broker.ts';
import {
  addDelivery,
  addSignIn,
  addWelcome,
  askToSend,
  countLogs,
  findDelivery,
  keyring,
  suppress,
} from '../test/deliveries.ts';
import { startWorker as start, type Worker, type WorkerWish } from '../test/worker.ts';

let database: TestDatabase;
/** The worker's own account: what it may not do fails here. */
let account: DatabaseOptions;
let broker: Broker;
let sink: SmtpSink;

beforeAll(async () => {
  database = await createTestDatabase();
  account = await database.account('email-send-worker');
});
afterAll(() => database?.drop());
beforeEach(async () => {
  [broker, sink] = await Promise.all([openBroker(), startSmtpSink()]);
});
afterEach(async () => {
  await broker.close();
  await sink.stop();
});

async function startWorker(wish: Partial<WorkerWish> = {}): Promise<Worker> {
  const worker = await start({ database: account, broker, smtpPort: sink.port, ...wish });
  onTestFinished(() => worker.stop());
  return worker;
}

const isSent = async (id: string) => (await findDelivery(database.db, id)).status === 'sent';
const mailsTo = (recipient: string) => sink.mails.filter((mail) => mail.to.includes(recipient));
const countMails = async (worker: Worker, status: string) => {
  const text = await worker.metrics.registry.getSingleMetricAsString('emails_sent_total');
  return Number(new RegExp(`status="${status}".*\\} (\\d+)`, 'u').exec(text)?.[1]);
};

describe('a result mail', () => {
  test('is sent, marked, logged, told and counted', async () => {
    const worker = await startWorker();
    const { id, requestId, recipient } = await addDelivery(database.db);
    await askToSend(broker.messaging, firstIdentity(id));

    await until(() => isSent(id));
    const [mail] = mailsTo(recipient);
    expect(mail).toMatchObject({
      from: 'no-reply@ballast.example',
      to: [recipient],
      messageId: `<${id}@ballast.example>`,
      subject: 'Prime Check Result: 18446744073709551557 is Prime!',
    });
    expect(mail?.text).toContain('Good news! The number 18446744073709551557 is a prime number.');
    expect(mail?.html).toContain(`https://ballast.example/results/${requestId}`);
    const row = await findDelivery(database.db, id);
    expect(row).toMatchObject({ message_id: `<${id}@ballast.example>`, lease_owner: null, error_message: null });
    expect(row.smtp_response).toMatch(/^250/u);
    expect(row.sent_at).toBeInstanceOf(Date);
    expect(await countLogs(database.db, id)).toEqual({ success: 1 });
    await until(() => broker.told.includes(requestId));
    expect(await countMails(worker, 'sent')).toBe(1);
  });

  test('is counted once in the ledger, and closes the letters that it has from before', async () => {
    await startWorker();
    const fresh = await addDelivery(database.db);
    const redriven = await addDelivery(database.db, { columns: { generation: '1' } });
    const unwanted = await addDelivery(database.db, { columns: { generation: '1', expires_at: 'NOW(3)' } });
    await database.db.pool.query(
      `INSERT INTO dead_letter_messages
         (letter_key, original_subject, original_message_id, payload, error_message, error_type, status) VALUES ?`,
      [
        [redriven, unwanted].map(({ id }) => [
          `dlq:${id}:r0`,
          'emailsend',
          id,
          '{}',
          'no',
          'transient',
          'reprocessing',
        ]),
      ],
    );
    const completed = async () => {
      const [[row]] = await database.db.pool.query<RowDataPacket[]>(
        "SELECT SUM(value) AS sum FROM ledger_counters WHERE ledger = 'emails' AND name = 'completed'",
      );
      return Number(row?.sum ?? 0);
    };
    const before = await completed();
    await askToSend(broker.messaging, firstIdentity(fresh.id));
    await askToSend(broker.messaging, { ...firstIdentity(fresh.id), enqueue: 2 });
    await askToSend(broker.messaging, { id: redriven.id, generation: 1, enqueue: 2 });
    await askToSend(broker.messaging, { id: unwanted.id, generation: 1, enqueue: 2 });
    await until(async () => (await findDelivery(database.db, unwanted.id)).status === 'expired');
    await until(async () => (await isSent(fresh.id)) && (await isSent(redriven.id)));
    expect((await completed()) - before).toBe(3);
    const [letters] = await database.db.pool.query(
      'SELECT status, resolution FROM dead_letter_messages WHERE original_message_id IN (?)',
      [[redriven.id, unwanted.id]],
    );
    expect(letters).toEqual([
      { status: 'resolved', resolution: 'succeeded' },
      { status: 'resolved', resolution: 'succeeded' },
    ]);
  });

  test('is sent once though its message is delivered twice', async () => {
    await startWorker();
    const { id, recipient } = await addDelivery(database.db, { number: '4', isPrime: false });
    await askToSend(broker.messaging, firstIdentity(id));
    await askToSend(broker.messaging, { id, generation: 0, enqueue: 2 });
    await until(() => isSent(id));
    await askToSend(broker.messaging, { id, generation: 0, enqueue: 3 });
    await marker();
    expect(mailsTo(recipient)).toHaveLength(1);
    expect(await countLogs(database.db, id)).toMatchObject({ success: 1 });
  });

  test('is not sent for a message of an older generation', async () => {
    await startWorker();
    const { id, recipient } = await addDelivery(database.db, { columns: { generation: '1' } });
    await askToSend(broker.messaging, firstIdentity(id));
    await marker();
    expect(mailsTo(recipient)).toHaveLength(0);
    await askToSend(broker.messaging, { id, generation: 1, enqueue: 1 });
    await until(() => isSent(id));
  });

  test('is not sent to a suppressed recipient, in whatever case the address is written', async () => {
    const worker = await startWorker();
    await suppress(database.db, 'gone@reader.example');
    const { id } = await addDelivery(database.db, { recipient: 'Gone@Reader.example' });
    await askToSend(broker.messaging, firstIdentity(id));
    await until(async () => (await findDelivery(database.db, id)).status === 'suppressed');
    await marker();
    expect(mailsTo('Gone@Reader.example')).toHaveLength(0);
    expect(await countMails(worker, 'suppressed')).toBe(1);
  });

  test('is not sent after its time', async () => {
    await startWorker();
    const { id, recipient } = await addDelivery(database.db, { columns: { expires_at: 'NOW(3) - INTERVAL 1 SECOND' } });
    await askToSend(broker.messaging, firstIdentity(id));
    await until(async () => (await findDelivery(database.db, id)).status === 'expired');
    expect(mailsTo(recipient)).toHaveLength(0);
  });
});

/** Sends one more mail and waits for it: whatever was asked for before has been worked on by then. */
async function marker(): Promise<void> {
  const { id } = await addDelivery(database.db);
  await askToSend(broker.messaging, firstIdentity(id));
  await until(() => isSent(id));
}

describe('an SMTP server', () => {
  test('that is down for a while costs no attempt and no mail', async () => {
    const worker = await startWorker();
    await marker();
    await sink.stop();
    const deliveries = await Promise.all(Array.from({ length: 12 }, () => addDelivery(database.db)));
    for (const { id } of deliveries) await askToSend(broker.messaging, firstIdentity(id));
    await until(() => worker.consumer.state() === 'paused');
    // Several rounds of probes and tries.
    await pause(3_000);
    expect(await worker.metrics.registry.getSingleMetricAsString('emails_sent_total')).toMatch(
      /unavailable".*\} [1-9]/u,
    );
    await sink.start();

    for (const { id, recipient } of deliveries) {
      await until(() => isSent(id));
      expect(mailsTo(recipient)).toHaveLength(1);
      const { failed = 0 } = await countLogs(database.db, id);
      expect(failed).toBe(0);
    }
    expect(broker.deadLetters).toHaveLength(0);
  });

  test.each([421, 450, 554])('that greets with %i costs no attempt', async (code) => {
    sink.behave({ kind: 'refuse_connection', code });
    const worker = await startWorker();
    const { id } = await addDelivery(database.db);
    await askToSend(broker.messaging, firstIdentity(id));
    await until(() => worker.consumer.state() === 'paused');
    await until(async () => (await findDelivery(database.db, id)).status === 'pending');
    sink.behave({ kind: 'accept' });
    await until(() => isSent(id));
    expect(await countLogs(database.db, id)).toMatchObject({ success: 1 });
    expect(await countLogs(database.db, id)).not.toHaveProperty('failed');
    expect(broker.deadLetters).toHaveLength(0);
  });

  test('that refuses a recipient for good has the mail dead-lettered at once, without the address', async () => {
    sink.behave({ kind: 'refuse_recipient', code: 550, says: ({ to }) => `<${to}> has moved, says ${to}` });
    const worker = await startWorker();
    const { id, recipient } = await addDelivery(database.db);
    await askToSend(broker.messaging, firstIdentity(id));
    await until(() => broker.deadLetters.length === 1);
    expect(broker.deadLetters[0]).not.toContain(recipient);
    expect(await countLogs(database.db, id)).toEqual({ failed: 1 });
    const row = await findDelivery(database.db, id);
    expect(row).toMatchObject({ status: 'pending', lease_owner: null, sent_at: null });
    expect(row.smtp_response).toContain('550');
    expect(row.error_message).toContain('550');
    expect(await everythingStored()).not.toContain(recipient);
    expect(await countMails(worker, 'refused')).toBe(1);
  });

  test('that refuses a recipient for now four times has the mail dead-lettered', async () => {
    let tries = 0;
    sink.behave(() => {
      tries += 1;
      return { kind: 'refuse_recipient', code: 451 };
    });
    await startWorker({ smtp: { maxMessages: 1 } });
    const { id } = await addDelivery(database.db);
    await askToSend(broker.messaging, firstIdentity(id));
    await until(() => broker.deadLetters.length === 1);
    expect(await countLogs(database.db, id)).toEqual({ failed: 4 });
    // Once at each connection's begin and once at each RCPT TO.
    expect(tries).toBe(8);
    expect(await findDelivery(database.db, id)).toMatchObject({ status: 'pending', lease_owner: null });
  });

  test('that refuses one recipient does not keep the others waiting', async () => {
    sink.behave({ kind: 'accept' });
    const worker = await startWorker();
    const refused = await addDelivery(database.db, { recipient: 'not-an-address' });
    const good = await addDelivery(database.db);
    await askToSend(broker.messaging, firstIdentity(refused.id));
    await askToSend(broker.messaging, firstIdentity(good.id));
    await until(() => isSent(good.id));
    await until(() => broker.deadLetters.length === 1);
    expect(worker.consumer.state()).toBe('running');
  });
});

describe('between DATA and the mark', () => {
  test('a connection that dies has the mail sent again, with the same Message-ID', async () => {
    sink.behave((_session, nthMail) => (nthMail === 0 ? { kind: 'drop_after_data' } : { kind: 'accept' }));
    const worker = await startWorker();
    const { id, recipient } = await addDelivery(database.db);
    await askToSend(broker.messaging, firstIdentity(id));
    await until(() => isSent(id));
    expect(mailsTo(recipient).map((mail) => mail.messageId)).toEqual([
      `<${id}@ballast.example>`,
      `<${id}@ballast.example>`,
    ]);
    expect(await countLogs(database.db, id)).toEqual({ failed: 1, success: 1 });
    expect(await countMails(worker, 'unknown')).toBe(1);
  });

  test('a database that goes away and comes back has the mail sent once', async () => {
    const proxy = await startTcpProxy({ host: account.host, port: account.port });
    onTestFinished(() => proxy.close());
    const wrap = (transport: MailTransport): MailTransport => ({
      ...transport,
      send: async (mail, options) => {
        const sent = await transport.send(mail, options);
        proxy.down();
        setTimeout(() => proxy.up(), 1_500);
        return sent;
      },
    });
    await startWorker({ database: { ...account, host: '127.0.0.1', port: proxy.port }, wrap });
    const { id, recipient } = await addDelivery(database.db);
    await askToSend(broker.messaging, firstIdentity(id));
    await until(() => isSent(id));
    await pause(300);
    expect(mailsTo(recipient)).toHaveLength(1);
    expect(await countLogs(database.db, id)).toEqual({ success: 1 });
    expect(broker.deadLetters).toHaveLength(0);
  });
});

describe('a lease', () => {
  test('that runs out is taken over', async () => {
    await startWorker();
    const { id, recipient } = await addDelivery(database.db, {
      columns: {
        status: "'sending'",
        lease_owner: "'a-dead-worker'",
        // Longer than anything stands still until it is looked at.
        lease_until: 'NOW(3) + INTERVAL 5 SECOND',
      },
    });
    await askToSend(broker.messaging, firstIdentity(id));
    await until(async () => ((await countLogs(database.db, id)).deferred ?? 0) > 0);
    expect(mailsTo(recipient)).toHaveLength(0);
    await until(() => isSent(id));
    expect(mailsTo(recipient)).toHaveLength(1);
    // Waiting for somebody else is no failure.
    expect(await countLogs(database.db, id)).not.toHaveProperty('failed');
  });

  test('keeps two workers from sending the same mail at once', async () => {
    const sending = new Map<string, number>();
    const sends: string[] = [];
    let overlaps = 0;
    const wrap = (transport: MailTransport): MailTransport => ({
      ...transport,
      send: async (mail, options) => {
        const others = sending.get(mail.messageId) ?? 0;
        if (others > 0) overlaps += 1;
        sending.set(mail.messageId, others + 1);
        sends.push(mail.messageId);
        await pause(40);
        const sent = await transport.send(mail, options);
        sending.set(mail.messageId, (sending.get(mail.messageId) ?? 1) - 1);
        return sent;
      },
    });
    await Promise.all([startWorker({ wrap }), startWorker({ wrap })]);
    const deliveries = await Promise.all(Array.from({ length: 20 }, () => addDelivery(database.db)));
    await Promise.all(
      deliveries.flatMap(({ id }) =>
        [1, 2, 3, 4].map((enqueue) => askToSend(broker.messaging, { id, generation: 0, enqueue })),
      ),
    );
    for (const { id } of deliveries) await until(() => isSent(id));
    expect(overlaps).toBe(0);
    expect(sends).toHaveLength(20);
    expect(sink.mails).toHaveLength(20);
  });
});

describe('an address', () => {
  test('that the server repeats when it takes the mail is in no row afterwards', async () => {
    sink.behave({ kind: 'accept', says: ({ to }) => `queued for ${to}` });
    await startWorker();
    const { id, recipient } = await addDelivery(database.db);
    await askToSend(broker.messaging, firstIdentity(id));
    await until(() => isSent(id));
    expect((await findDelivery(database.db, id)).smtp_response).toBe('250 queued for [address]');
    expect(await everythingStored()).not.toContain(recipient);
  });

  test.each(['request', 'delivery'] as const)(
    'from before addresses were sealed is found (with the %s)',
    async (plainIn) => {
      await startWorker();
      const { id, recipient } = await addDelivery(database.db, { plainIn });
      await askToSend(broker.messaging, firstIdentity(id));
      await until(() => isSent(id));
      expect(mailsTo(recipient)).toHaveLength(1);
    },
  );

  test('whose key is not known here waits without an attempt, keeps nobody else waiting, and goes out under its key', async () => {
    const lost = 'a key that only some processes have';
    const sealedWith = new Keyring([lost]);
    const ignorant = await start({ database: account, broker, smtpPort: sink.port });
    const { id, recipient } = await addDelivery(database.db, { sealedWith });
    await askToSend(broker.messaging, firstIdentity(id));
    await until(async () => (await countLogs(database.db, id)).deferred === 1);
    await marker();
    expect(ignorant.consumer.state()).toBe('running');
    expect(await countMails(ignorant, 'put_off')).toBe(1);
    expect(broker.deadLetters).toHaveLength(0);
    const [log] = await readLog(id);
    expect(log).toMatchObject({ error_code: 'unknown_key' });
    expect(log?.error_message).toContain(`key ${sealedWith.currentKeyId} is not in ENCRYPTION_KEY: put it back`);
    await ignorant.stop();

    await startWorker({ keyring: new Keyring([TEST_ENCRYPTION_KEY, lost]) });
    await askToSend(broker.messaging, { id, generation: 0, enqueue: 2 });
    await until(() => isSent(id));
    expect(mailsTo(recipient)).toHaveLength(1);
    expect(await countLogs(database.db, id)).not.toHaveProperty('failed');
  });

  test.each([
    ['was sealed for another row', () => keyring.seal('ann@reader.example', REQUEST_EMAIL('another')), 'not_authentic'],
    ['is no sealed text', () => Buffer.from('ann@reader.example'), 'malformed'],
    ['is kept nowhere', () => null, 'recipient_missing'],
  ])('that %s is dead-lettered at once', async (_why, bytes, code) => {
    await startWorker();
    const { id, requestId } = await addDelivery(database.db);
    await database.db.pool.query('UPDATE prime_checks SET email_sealed = ? WHERE id = ?', [bytes(), requestId]);
    await askToSend(broker.messaging, firstIdentity(id));
    await until(() => broker.deadLetters.length === 1);
    expect(await readLog(id)).toMatchObject([{ status: 'failed', error_type: 'permanent', error_code: code }]);
    expect(sink.mails).toHaveLength(0);
  });

  test('that is suppressed under a key before the current one gets no mail', async () => {
    const [older, newer] = ['the older key', 'the newer key'];
    await startWorker({ keyring: new Keyring([newer, older, TEST_ENCRYPTION_KEY]) });
    const { id, recipient } = await addDelivery(database.db);
    await suppress(database.db, recipient, new Keyring([older]));
    // Workers of other tests have not this key, and would send nothing.
    onTestFinished(async () => {
      await database.db.pool.query('DELETE FROM mail_suppressions');
    });
    await askToSend(broker.messaging, firstIdentity(id));
    await until(async () => (await findDelivery(database.db, id)).status === 'suppressed');
  });
});

test('while a key is missing that suppressions are sealed by, no mail goes out: it waits without an attempt, and says why', async () => {
  const lost = new Keyring(['a key that this worker has not']);
  await suppress(database.db, 'stopped@reader.example', lost);
  onTestFinished(async () => {
    await database.db.pool.query('DELETE FROM mail_suppressions');
  });
  const ignorant = await start({ database: account, broker, smtpPort: sink.port });
  const { id, recipient } = await addDelivery(database.db, { recipient: 'stopped@reader.example' });
  await askToSend(broker.messaging, firstIdentity(id));
  await until(async () => (await countLogs(database.db, id)).deferred === 1);
  await ignorant.stop();
  expect(mailsTo(recipient)).toHaveLength(0);
  const [log] = await readLog(id);
  expect(log).toMatchObject({ error_code: 'unknown_key' });
  expect(log?.error_message).toContain(`key ${lost.currentKeyId} is not in ENCRYPTION_KEY`);

  await startWorker({ keyring: new Keyring([TEST_ENCRYPTION_KEY, 'a key that this worker has not']) });
  await askToSend(broker.messaging, { id, generation: 0, enqueue: 2 });
  await until(async () => (await findDelivery(database.db, id)).status === 'suppressed');
});

describe('every mail', () => {
  test.each([
    ['prime_check_result', () => addDelivery(database.db)],
    ['welcome', () => addWelcome(database.db)],
    ['sign_in_link', () => addSignIn(database.db)],
  ])('carries a link that stops mail, the same at each try (%s)', async (_kind, add) => {
    sink.behave((_session, nth) => (nth === 0 ? { kind: 'drop_after_data' } : { kind: 'accept' }));
    await startWorker();
    const { id, recipient } = await add();
    await askToSend(broker.messaging, firstIdentity(id));
    await until(() => isSent(id));
    const { stop_token: token } = await findDelivery(database.db, id);
    expect(token).toMatch(/^[0-9a-f]{32}$/u);
    const mails = mailsTo(recipient);
    expect(mails).toHaveLength(2);
    for (const mail of mails) {
      expect(mail.headers).toMatchObject({
        'list-unsubscribe': `<https://ballast.example/mail/stop/${token}>`,
        'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
        'auto-submitted': 'auto-generated',
      });
      expect(mail.text).toContain(`https://ballast.example/mail/stop/${token}\n`);
      expect(mail.html).toContain(`href="https://ballast.example/mail/stop/${token}"`);
    }
  });
});

describe('a link to sign in', () => {
  const wishOf = async (id: string) => {
    const [[row]] = await database.db.pool.query<RowDataPacket[]>('SELECT * FROM login_tokens WHERE id = ?', [id]);
    return row;
  };
  const tokenIn = (text = '') => /https:\/\/ballast\.example\/users\/login\/([\w-]+)\s/u.exec(text)?.[1] ?? '';

  test('is made when its mail is sent, is the same at each try, and only its hash is stored', async () => {
    sink.behave((_session, nth) => (nth === 0 ? { kind: 'drop_after_data' } : { kind: 'accept' }));
    await startWorker();
    const { id, requestId, recipient } = await addSignIn(database.db);
    expect(await wishOf(requestId)).toMatchObject({ token_hash: null });
    await askToSend(broker.messaging, firstIdentity(id));
    await until(() => isSent(id));
    const tokens = mailsTo(recipient).map(({ text }) => tokenIn(text));
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toMatch(/^[\w-]{43}$/u);
    const hash = createHash('sha256')
      .update(tokens[0] ?? '')
      .digest('hex');
    expect(await wishOf(requestId)).toMatchObject({ token_hash: hash, used_at: null });
    expect(await everythingStored()).not.toContain(tokens[0]);
  });

  test.each([
    ['its time is over', 'UPDATE login_tokens SET expires_at = NOW(3) WHERE id = ?'],
    ['it was used', 'UPDATE login_tokens SET used_at = NOW(3) WHERE id = ?'],
    ['its wish is gone', 'DELETE FROM login_tokens WHERE id = ?'],
  ])('is not sent once %s', async (_why, change) => {
    await startWorker();
    const { id, requestId, recipient } = await addSignIn(database.db);
    await database.db.pool.query(change, [requestId]);
    await askToSend(broker.messaging, firstIdentity(id));
    await until(async () => (await findDelivery(database.db, id)).status === 'expired');
    expect(mailsTo(recipient)).toHaveLength(0);
    expect((await wishOf(requestId))?.token_hash ?? null).toBeNull();
  });
});

test.each(['PayPal: call 0800 123 456 now', 'Ann\r\nBcc: eve@else.example\r\n\r\n<h1>'])(
  'a name that a stranger may have typed is in no mail: %j',
  async (name) => {
    await startWorker();
    const { id, recipient } = await addWelcome(database.db, name);
    await askToSend(broker.messaging, firstIdentity(id));
    await until(() => isSent(id));
    const [mail] = mailsTo(recipient);
    expect(mail?.to).toEqual([recipient]);
    for (const part of [JSON.stringify(mail?.headers), mail?.text, mail?.html]) {
      expect(part).not.toMatch(/PayPal|0800 123|eve@else\.example/u);
    }
    expect(mail?.text).toMatch(/^Welcome to Ballast\n/u);
  },
);

async function readLog(id: string): Promise<RowDataPacket[]> {
  const [rows] = await database.db.pool.query<RowDataPacket[]>(
    'SELECT status, error_type, error_code, error_message FROM message_processing_logs WHERE message_id = ?',
    [id],
  );
  return rows;
}

/** Each sealed row, as a person with access to the database could read it. */
async function everythingStored(): Promise<string> {
  const tables = ['email_deliveries', 'message_processing_logs', 'login_tokens', 'mail_suppressions', 'users'];
  const rows = await Promise.all(tables.map((table) => database.db.pool.query('SELECT * FROM ??', [table])));
  return JSON.stringify(rows.map(([found]) => found));
}

test('a message without a delivery is dead-lettered at once', async () => {
  await startWorker();
  await askToSend(broker.messaging, firstIdentity('0193ab40-5f7a-7c1e-b1d2-3f4a5b6c7d8e'));
  await until(() => broker.deadLetters.length === 1);
});
