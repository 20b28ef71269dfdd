import { readFile } from 'node:fs/promises';
import { findFreePort } from '@ballast/native-stack';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { ServerCertificate } from './certificates.ts';

type Says = (about: { readonly to: string }) => string;

/** How the sink answers the next mails. */
export type SmtpBehaviour =
  /** `says`: what it adds to its answer. */
  | { readonly kind: 'accept'; readonly says?: Says }
  /** Answers RCPT TO with this code, e.g. 451 or 550. */
  | { readonly kind: 'refuse_recipient'; readonly code: number; readonly says?: Says }
  /** Answers the end of DATA with this code. */
  | { readonly kind: 'refuse_data'; readonly code: number }
  /** Answers the connection with this code, e.g. 421, and closes. */
  | { readonly kind: 'refuse_connection'; readonly code: number }
  /** Takes the mail in full, keeps it, and cuts the connection in place of an answer. */
  | { readonly kind: 'drop_after_data' }
  /** Takes the mail and never answers. */
  | { readonly kind: 'hang_after_data' }
  /** Never greets. */
  | { readonly kind: 'hang_on_connect' };

export interface SinkMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the sink said 250: what it dropped or hung on is kept as well, since such a mail was received. */
  readonly answered: boolean;
}

export interface SmtpSink {
  readonly port: number;
  readonly mails: readonly SinkMail[];
  behave(behaviour: SmtpBehaviour | ((session: SMTPServerSession, nthMail: number) => SmtpBehaviour)): void;
  /** Stops listening and cuts all connections. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}

export interface SmtpSinkOptions {
  /** A free one when not given. */
  readonly port?: number;
  /** Offers STARTTLS with this certificate, and takes no mail without it. */
  readonly tls?: ServerCertificate;
}

/** An SMTP server on loopback that keeps what it gets and misbehaves on demand. */
export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const { tls } = options;
  const keys = tls === undefined ? {} : { cert: await readFile(tls.certFile), key: await readFile(tls.keyFile) };
  const port = options.port ?? (await findFreePort());
  const mails: SinkMail[] = [];
  let behaviour: (session: SMTPServerSession, nthMail: number) => SmtpBehaviour = () => ({ kind: 'accept' });
  let received = 0;
  const now = (session: SMTPServerSession) => behaviour(session, received);
  let server: SMTPServer | undefined;

  async function start(): Promise<void> {
    server = new SMTPServer({
      authOptional: true,
      ...keys,
      disabledCommands: tls === undefined ? ['STARTTLS', 'AUTH'] : ['AUTH'],
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 10,
      onConnect(session, callback) {
        const act = now(session);
        if (act.kind === 'hang_on_connect') return;
        callback(act.kind === 'refuse_connection' ? smtpError(act.code) : null);
      },
      onMailFrom(_address, session, callback) {
        callback(tls === undefined || session.secure ? null : smtpError(530, 'Must issue a STARTTLS command first'));
      },
      onRcptTo({ address: to }, session, callback) {
        const act = now(session);
        callback(act.kind === 'refuse_recipient' ? smtpError(act.code, act.says?.({ to })) : null);
      },
      onData(stream, session, callback) {
        receive(stream, session, callback).catch((error: Error) => callback(error));
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server?.server.once('error', reject);
      server?.listen(port, '127.0.0.1', resolve);
    });
  }

  async function receive(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    callback: (error?: Error | null, words?: string) => void,
  ): Promise<void> {
    const act = now(session);
    received += 1;
    const mail = await simpleParser(stream);
    if (act.kind === 'refuse_data') {
      callback(smtpError(act.code));
      return;
    }
    mails.push(toSinkMail(mail, session, act.kind === 'accept'));
    if (act.kind === 'hang_after_data') return;
    if (act.kind === 'drop_after_data') {
      for (const connection of server?.connections ?? []) {
        if ((connection as unknown as { session?: SMTPServerSession }).session?.id === session.id) {
          (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
        }
      }
      return;
    }
    const [first] = session.envelope.rcptTo;
    callback(null, act.kind === 'accept' ? act.says?.({ to: first?.address ?? '' }) : undefined);
  }

  async function stop(): Promise<void> {
    const stopping = server;
    server = undefined;
    if (stopping === undefined) return;
    await new Promise<void>((resolve) => stopping.close(() => resolve()));
  }

  await start();
  return {
    port,
    mails,
    behave: (next) => {
      behaviour = typeof next === 'function' ? next : () => next;
    },
    start,
    stop,
  };
}

function toSinkMail(mail: ParsedMail, session: SMTPServerSession, answered: boolean): SinkMail {
  return {
    messageId: mail.messageId ?? '',
    from: session.envelope.mailFrom === false ? '' : (session.envelope.mailFrom.address ?? ''),
    to: session.envelope.rcptTo.map((recipient) => recipient.address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html || '',
    headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, headerValue(line)])),
    answered,
  };
}

function smtpError(code: number, words = `the sink was told to answer ${code}`): Error {
  return Object.assign(new Error(words), { responseCode: code });
}

/** Of a header as it came, unfolded. */
function headerValue(line: string): string {
  return line
    .slice(line.indexOf(':') + 1)
    .replace(/\r?\n[ \t]+/gu, ' ')
    .trim();
}
