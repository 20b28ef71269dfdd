import { scrubReply } from '@ballast/encryption';
import { createTransport, type SMTPPoolOptions } from 'nodemailer';
import { HandOverWatch } from './hand-over.ts';
import { MailError } from './mail-error.ts';
import { checkFields } from './mail-fields.ts';
import type { Mail, MailTransport } from './mail-transport.ts';
import { Pacer } from './pacer.ts';
import { toMailError } from './smtp-failure.ts';

export interface SmtpTransportOptions {
  readonly host: string;
  /** 465 means TLS from the first byte; on any other port TLS is used when the server offers it. */
  readonly port: number;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Refuses to send when the server offers no TLS. A certificate that does not verify is refused in any case. */
  readonly requireTls?: boolean;
  /** The CA certificates (PEM) that the server's is verified with; default: the well-known ones. */
  readonly ca?: string | undefined;
  /** Default 5. */
  readonly maxConnections?: number;
  /** Mails over one connection before it is replaced; default 100. */
  readonly maxMessages?: number;
  /** Mails begun a second, evenly spaced; default 50. */
  readonly ratePerSecond?: number;
  /** From the name lookup to the end of the greeting and TLS; default 10 s. */
  readonly connectionTimeoutMs?: number;
  /** Default 10 s. */
  readonly greetingTimeoutMs?: number;
  /** Silence on an open connection; default 30 s. */
  readonly socketTimeoutMs?: number;
  /** One `send` as a whole, with its wait for a turn and a connection; default 60 s. */
  readonly sendTimeoutMs?: number;
}

/** How often nodemailer may move a mail, of which no byte was sent, from a connection gone stale to a new one. */
const MAX_REQUEUES = 2;
const IDLE_TIMEOUT_MS = 60_000;

/**
 * A pool of SMTP connections. Opens none before the first mail.
 * @throws nothing here: what is wrong with the server shows in `send` and `verify`
 */
export function createSmtpTransport(options: SmtpTransportOptions): MailTransport {
  const { sendTimeoutMs = 60_000 } = options;
  const transporter = createTransport({ pool: true, ...toPoolOptions(options) });
  const pacer = new Pacer(options.ratePerSecond ?? 50);
  const underWay = new Set<Promise<unknown>>();
  let closed = false;

  async function send(mail: Mail, signal: AbortSignal): Promise<{ response: string }> {
    const from = checkFields(mail);
    const watch = new HandOverWatch();
    try {
      await pacer.turn(signal);
    } catch (cause) {
      throw new MailError('timeout', 'the turn to send did not come in time', { cause });
    }
    try {
      const { response } = await transporter.sendMail({ ...compose(mail, from), signal, ...carry(watch) });
      return { response: scrubReply(response, mail.to) };
    } catch (cause) {
      throw toMailError(cause, watch, mail.to);
    }
  }

  transporter.use('stream', (message, done) => {
    const watch = (message.data as Partial<Carried>)[WATCH];
    if (watch !== undefined) message.message.processFunc((stream) => watch.watch(stream));
    done();
  });

  return {
    async send(mail, given = {}) {
      if (closed) throw new MailError('unavailable', 'the transport is closed');
      const timeout = AbortSignal.timeout(sendTimeoutMs);
      const sending = send(mail, given.signal === undefined ? timeout : AbortSignal.any([timeout, given.signal]));
      underWay.add(sending);
      try {
        return await sending;
      } finally {
        underWay.delete(sending);
      }
    },
    async verify() {
      try {
        await transporter.verify();
      } catch (cause) {
        throw toMailError(cause, { begun: false, complete: false }, '');
      }
    },
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
      transporter.close();
    },
  };
}

const WATCH = 'ballastHandOver';
interface Carried {
  readonly [WATCH]: HandOverWatch;
}

// nodemailer copies unknown fields of a mail along to its plugins; this is how ours finds the watch of its mail.
function carry(watch: HandOverWatch): Carried {
  return { [WATCH]: watch };
}

function compose(mail: Mail, from: { name: string; address: string }) {
  return {
    from,
    to: { name: '', address: mail.to },
    // Said outright, so that no header is ever read to find out where the mail goes.
    envelope: { from: from.address, to: [mail.to] },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    headers: { ...mail.headers },
  };
}

function toPoolOptions(options: SmtpTransportOptions): SMTPPoolOptions {
  const { username, password } = options;
  return {
    host: options.host,
    port: options.port,
    ...(username ? { auth: { user: username, pass: password ?? '' } } : {}),
    requireTLS: options.requireTls ?? false,
    ...(options.ca !== undefined && { tls: { ca: options.ca } }),
    maxConnections: options.maxConnections ?? 5,
    maxMessages: options.maxMessages ?? 100,
    maxRequeues: MAX_REQUEUES,
    idleTimeout: IDLE_TIMEOUT_MS,
    connectionTimeout: options.connectionTimeoutMs ?? 10_000,
    greetingTimeout: options.greetingTimeoutMs ?? 10_000,
    dnsTimeout: options.connectionTimeoutMs ?? 10_000,
    socketTimeout: options.socketTimeoutMs ?? 30_000,
    // A mail is what it says: nothing in it may be read from a file or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
