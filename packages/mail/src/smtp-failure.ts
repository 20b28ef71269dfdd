import { scrubReply } from '@ballast/encryption';
import { explainTlsError, TLS_SETTINGS } from '@ballast/reliability';
import type { NodemailerError } from 'nodemailer';
import type { HandOver } from './hand-over.ts';
import { MailError, type MailErrorCode } from './mail-error.ts';

/** "Service not available, closing": about the server, at whatever point it is said. */
const SERVICE_CLOSING = 421;
/** "Bad sequence of commands": about the session, not about the mail. */
const BAD_SEQUENCE = 503;

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTDOWN']);
const SETTING_UP_CODES = new Set(['EDNS', 'ETLS', 'EAUTH', 'ENOAUTH', 'EOAUTH2', 'EPROXY']);
const SETTING_UP_TIMEOUTS = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT']);
const SETTING_UP_COMMANDS = /^(?:EHLO|HELO|LHLO|STARTTLS|AUTH)\b/;

/**
 * Names what went wrong between nodemailer and the server. An answer of the server to this mail is a rejection;
 * everything that happens before a session exists, even a 5xx greeting or a refused password, is the server being
 * unavailable, since no mail at all could be sent.
 */
export function toMailError(cause: unknown, handOver: HandOver, recipient: string): MailError {
  const error = cause as NodemailerError;
  const responseCode = typeof error.responseCode === 'number' ? error.responseCode : undefined;
  const connected = handOver.begun && !happenedWhileSettingUp(error);
  // An answer, whichever, says that the server did not take the mail.
  const afterData = connected && handOver.complete && responseCode === undefined;
  const code = findCode(error, responseCode, connected);
  return new MailError(code, describe(code, error, responseCode, afterData), {
    cause: withoutReply(error),
    responseCode,
    reply: error.response === undefined ? undefined : scrubReply(error.response, recipient),
    connected,
    afterData,
  });
}

/** nodemailer writes the server's reply into the message of its error; a log line that shows causes would repeat it. */
function withoutReply(error: NodemailerError): Error | undefined {
  if (error.code === 'EENVELOPE' && error.command === 'API') return undefined;
  if (error.response) error.message = error.message.replace(`: ${error.response}`, '');
  return error;
}

function happenedWhileSettingUp(error: NodemailerError): boolean {
  return (
    SETTING_UP_CODES.has(error.code ?? '') ||
    NEVER_CONNECTED.has(error.originalCode ?? error.code ?? '') ||
    SETTING_UP_TIMEOUTS.has(error.timeoutType ?? '') ||
    SETTING_UP_COMMANDS.test(error.command ?? '')
  );
}

function findCode(error: NodemailerError, responseCode: number | undefined, connected: boolean): MailErrorCode {
  if (error.code === 'ETIMEDOUT' || error.code === 'EABORT') return 'timeout';
  if (error.code === 'EENVELOPE' && error.command === 'API') return 'invalid_address';
  if (error.code === 'EMESSAGE' && responseCode === undefined) return 'rejected_permanent';
  if (!connected || responseCode === undefined || responseCode === SERVICE_CLOSING) return 'unavailable';
  return responseCode >= 500 && responseCode !== BAD_SEQUENCE ? 'rejected_permanent' : 'rejected_temporary';
}

const SAYS: Readonly<Record<MailErrorCode, string>> = {
  unavailable: 'the SMTP server is unavailable',
  rejected_temporary: 'the SMTP server refused the mail for now',
  rejected_permanent: 'the SMTP server refused the mail for good',
  timeout: 'the SMTP server did not answer in time',
  invalid_address: 'the address cannot be written to',
  invalid_mail: 'the mail cannot be built',
};

// Servers repeat the recipient in their replies ("550 <a@b.example> unknown"), so their words stay in the cause and
// only the codes are told.
function describe(
  code: MailErrorCode,
  error: NodemailerError,
  responseCode: number | undefined,
  afterData: boolean,
): string {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(error.response ?? '')?.[1];
  const facts = [
    responseCode?.toString(),
    enhanced,
    error.originalCode ?? (responseCode === undefined ? error.code : undefined),
    error.timeoutType,
    responseCode === undefined ? undefined : error.command,
  ].filter((fact) => fact !== undefined);
  const advice = code === 'unavailable' ? explainTlsError(error, TLS_SETTINGS.smtp) : undefined;
  const told = facts.length === 0 ? SAYS[code] : `${SAYS[code]} (${facts.join(' ')})`;
  const said = advice === undefined ? told : `${told}: ${advice}`;
  return afterData ? `${said}; it may have taken the mail` : said;
}
