import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CertificateAuthority, createCertificateAuthority, type SmtpSink, startSmtpSink } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createSmtpTransport, type SmtpTransportOptions } from './smtp-transport.ts';

let dir: string;
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
/** Mail servers that take no mail without TLS, one with a certificate for localhost, one for another name; and one that has no TLS. */
let sink: SmtpSink;
let misnamed: SmtpSink;
let plain: SmtpSink;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-smtp-tls-'));
  authority = await createCertificateAuthority(dir);
  stranger = await createCertificateAuthority(dir, 'stranger');
  sink = await startSmtpSink({ tls: await authority.issue([{ type: 'dns', value: 'localhost' }]) });
  misnamed = await startSmtpSink({ tls: await authority.issue([{ type: 'dns', value: 'mail.example' }]) });
  plain = await startSmtpSink();
});

afterAll(async () => {
  for (const each of [sink, misnamed, plain]) await each?.stop();
  await rm(dir, { recursive: true, force: true });
});

const mail = {
  from: 'Ballast <no-reply@ballast.example>',
  to: 'reader@b.example',
  subject: 'secret',
  text: 'secret',
  html: '<p>secret</p>',
  messageId: '<1@ballast.example>',
};

function sendTo(server: SmtpSink, options: Partial<SmtpTransportOptions>): Promise<unknown> {
  const transport = createSmtpTransport({ host: 'localhost', port: server.port, requireTls: true, ...options });
  onTestFinished(() => transport.close());
  return transport.send(mail);
}

describe('a mail server that takes mail over TLS alone', () => {
  test('gets it with its own CA', async () => {
    await sendTo(sink, { ca: authority.pem });
    expect(sink.mails).toMatchObject([{ messageId: mail.messageId }]);
  });

  test.each([
    ['a CA that is not its own', () => stranger.pem],
    ['the CAs that everybody knows', () => undefined],
  ])('is not believed with %s, and SMTP_TLS_CA_FILE is named', async (_what, ca) => {
    await expect(sendTo(sink, { ca: ca() })).rejects.toMatchObject({
      code: 'unavailable',
      connected: false,
      message: expect.stringContaining("set SMTP_TLS_CA_FILE to the server's CA"),
    });
  });

  test('is not believed without TLS being required either: what it offers is verified', async () => {
    await expect(sendTo(sink, { requireTls: false, ca: stranger.pem })).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('is not believed under a name that its certificate has not', async () => {
    await expect(sendTo(misnamed, { ca: authority.pem })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/set SMTP_HOST to one that it is for/),
    });
    expect(misnamed.mails).toEqual([]);
  });

  test('where TLS is required and the server has none, nothing is sent', async () => {
    await expect(sendTo(plain, { ca: authority.pem })).rejects.toMatchObject({ code: 'unavailable', connected: false });
    expect(plain.mails).toEqual([]);
  });
});
