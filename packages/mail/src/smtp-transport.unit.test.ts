import { type SmtpBehaviour, type SmtpSink, startSmtpSink, startTcpProxy, until } from '@ballast/testkit';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { MailError } from './mail-error.ts';
import { createSmtpTransport, type SmtpTransportOptions } from './smtp-transport.ts';

let sink: SmtpSink;
beforeEach(async () => {
  sink = await startSmtpSink();
});
afterEach(() => sink.stop());

function createTransport(options: Partial<SmtpTransportOptions> = {}) {
  const transport = createSmtpTransport({ host: '127.0.0.1', port: sink.port, ratePerSecond: 1000, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

/** Long enough to come to DATA in, on a machine that stands still for a moment. */
const LATE_MS = 2_000;

const mail = {
  from: 'Ballast <no-reply@ballast.example>',
  to: 'reader@b.example',
  subject: 'Täst',
  text: `${'7'.repeat(3000)}\n.\nend`,
  html: '<p>text</p>',
  messageId: '<1@ballast.example>',
};

async function failureOf(sending: Promise<unknown>): Promise<MailError> {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MailError)) throw new Error('no MailError', { cause: error });
  return error;
}

describe('what the server takes', () => {
  test('arrives whole, with the given Message-ID, and the answer of the server is told', async () => {
    const { response } = await createTransport().send({ ...mail, headers: { 'Auto-Submitted': 'auto-generated' } });
    expect(response).toMatch(/^250/);
    expect(sink.mails).toMatchObject([
      { messageId: mail.messageId, from: 'no-reply@ballast.example', to: [mail.to], subject: 'Täst', html: mail.html },
    ]);
    expect(sink.mails[0]?.text).toBe(mail.text);
  });

  test('uses no more connections than allowed, and each for no more mails than allowed', async () => {
    const sessions = new Map<string, number>();
    sink.behave((session) => {
      sessions.set(session.id, (sessions.get(session.id) ?? 0) + 1);
      return { kind: 'accept' };
    });
    const transport = createTransport({ maxConnections: 2, maxMessages: 5 });
    await Promise.all(Array.from({ length: 20 }, () => transport.send(mail)));
    expect(sink.mails).toHaveLength(20);
    expect(sessions.size).toBeGreaterThanOrEqual(4);
    expect(sessions.size).toBeLessThanOrEqual(6);
  });

  test('is not more than the rate allows in any second', async () => {
    const arrivals: number[] = [];
    const transport = createTransport({ ratePerSecond: 20 });
    const started = performance.now();
    await Promise.all(
      Array.from({ length: 41 }, async () => {
        await transport.send(mail);
        arrivals.push(performance.now());
      }),
    );
    expect(performance.now() - started).toBeGreaterThan(1950);
    const within = (from: number) => arrivals.filter((at) => at >= from && at < from + 1000).length;
    // Some may bunch up on a busy machine; two windows that meet would let 40 through.
    expect(Math.max(...arrivals.map(within))).toBeLessThanOrEqual(32);
  });
});

describe('what the server refuses', () => {
  test.each<[SmtpBehaviour, Partial<MailError>]>([
    [
      { kind: 'refuse_recipient', code: 451 },
      { code: 'rejected_temporary', responseCode: 451, connected: true },
    ],
    [
      { kind: 'refuse_recipient', code: 550 },
      { code: 'rejected_permanent', responseCode: 550, connected: true },
    ],
    [
      { kind: 'refuse_data', code: 452 },
      { code: 'rejected_temporary', responseCode: 452, connected: true },
    ],
    [
      { kind: 'refuse_data', code: 554 },
      { code: 'rejected_permanent', responseCode: 554, connected: true },
    ],
    [
      { kind: 'refuse_recipient', code: 421 },
      { code: 'unavailable', responseCode: 421, connected: true },
    ],
    [
      { kind: 'refuse_connection', code: 421 },
      { code: 'unavailable', responseCode: 421, connected: false },
    ],
    [
      { kind: 'refuse_connection', code: 450 },
      { code: 'unavailable', responseCode: 450, connected: false },
    ],
    [
      { kind: 'refuse_connection', code: 554 },
      { code: 'unavailable', responseCode: 554, connected: false },
    ],
  ])('%j', async (behaviour, expected) => {
    sink.behave(behaviour);
    const error = await failureOf(createTransport().send(mail));
    expect(error).toMatchObject({ ...expected, afterData: false });
    expect(error.reply).toContain(String(expected.responseCode));
    // The server's words may repeat the recipient: no log that shows an error may show them.
    if (expected.connected) {
      const cause = error.cause instanceof Error ? error.cause : new Error('no cause');
      expect(`${error.stack} ${cause.stack} ${cause.message}`).not.toContain('the sink was told');
    }
    expect(sink.mails).toHaveLength(0);
  });

  test('a refused mail does not spoil the connection for the next one', async () => {
    const transport = createTransport({ maxConnections: 1 });
    sink.behave({ kind: 'refuse_data', code: 550 });
    expect(await failureOf(transport.send(mail))).toMatchObject({ code: 'rejected_permanent' });
    sink.behave({ kind: 'accept' });
    await transport.send(mail);
    expect(sink.mails).toHaveLength(1);
  });

  test('a field that would break out of its header never reaches the server', async () => {
    const error = await failureOf(createTransport().send({ ...mail, subject: 'a\r\nBcc: x@y.example' }));
    expect(error).toMatchObject({ code: 'invalid_mail' });
  });
});

describe('a server that is not there', () => {
  test('nothing listens: unavailable, and verify says so too', async () => {
    await sink.stop();
    const transport = createTransport();
    const expected = { code: 'unavailable', connected: false, afterData: false };
    expect(await failureOf(transport.send(mail))).toMatchObject(expected);
    expect(await failureOf(transport.verify())).toMatchObject(expected);
    await sink.start();
    await transport.verify();
    await transport.send(mail);
  });

  test('a name that does not resolve: unavailable', async () => {
    const error = await failureOf(createTransport({ host: 'smtp.invalid' }).send(mail));
    expect(error).toMatchObject({ code: 'unavailable', connected: false });
  });

  test('no TLS where TLS is required: unavailable, nothing sent', async () => {
    const error = await failureOf(createTransport({ requireTls: true }).send(mail));
    expect(error).toMatchObject({ code: 'unavailable', connected: false, afterData: false });
    expect(sink.mails).toHaveLength(0);
  });

  test('it went away while a connection lay idle: unavailable, and the mail was not sent', async () => {
    const transport = createTransport();
    await transport.send(mail);
    await sink.stop();
    expect(await failureOf(transport.send(mail))).toMatchObject({ code: 'unavailable', afterData: false });
    expect(sink.mails).toHaveLength(1);
  });

  test('it came back while a connection lay idle: the mail is sent, once', async () => {
    const transport = createTransport();
    await transport.send(mail);
    await sink.stop();
    await sink.start();
    await transport.send(mail);
    expect(sink.mails).toHaveLength(2);
  });
});

describe('a server that falls silent', () => {
  test('before its greeting: timeout, not connected', async () => {
    sink.behave({ kind: 'hang_on_connect' });
    const error = await failureOf(createTransport({ greetingTimeoutMs: 100 }).send(mail));
    expect(error).toMatchObject({ code: 'timeout', connected: false, afterData: false });
  });

  test('after DATA: timeout, and it may have the mail', async () => {
    sink.behave({ kind: 'hang_after_data' });
    const error = await failureOf(createTransport({ socketTimeoutMs: LATE_MS }).send(mail));
    expect(error).toMatchObject({ code: 'timeout', connected: true, afterData: true });
    await until(() => sink.mails.length === 1);
  });

  test('a send as a whole has its own limit', async () => {
    sink.behave({ kind: 'hang_after_data' });
    const error = await failureOf(createTransport({ sendTimeoutMs: LATE_MS }).send(mail));
    expect(error).toMatchObject({ code: 'timeout', connected: true, afterData: true });
  });
});

test('a send that is given up while the server is silent says that it may have the mail', async () => {
  sink.behave({ kind: 'hang_after_data' });
  const abort = new AbortController();
  const sending = createTransport().send(mail, { signal: abort.signal });
  await until(() => sink.mails.length === 1);
  abort.abort();
  expect(await failureOf(sending)).toMatchObject({ code: 'timeout', afterData: true });
});

describe('a connection that dies', () => {
  test('after DATA: unavailable, and the server may have the mail', async () => {
    sink.behave({ kind: 'drop_after_data' });
    const error = await failureOf(createTransport().send(mail));
    expect(error).toMatchObject({ code: 'unavailable', connected: true, afterData: true });
    expect(sink.mails).toHaveLength(1);
  });

  test('while the mail is on its way: unavailable, and the server cannot have it', async () => {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: sink.port });
    onTestFinished(() => proxy.close());
    proxy.onClientData((data) => (data.includes('MAIL FROM') ? 'cut_before' : 'pass'));
    const error = await failureOf(createTransport({ port: proxy.port }).send(mail));
    expect(error).toMatchObject({ code: 'unavailable', connected: true, afterData: false });
    expect(sink.mails).toHaveLength(0);
  });
});

describe('closing', () => {
  test('waits for the mail that is being sent, refuses the next, and may be done twice', async () => {
    const transport = createTransport();
    const sending = transport.send(mail);
    await Promise.all([transport.close(), transport.close()]);
    expect(sink.mails).toHaveLength(1);
    await sending;
    expect(await failureOf(transport.send(mail))).toMatchObject({ code: 'unavailable' });
  });
});
