export { MAIL_ERROR_CODES, MailError, type MailErrorCode, type MailErrorDetails } from './mail-error.ts';
export { isMailbox } from './mail-fields.ts';
export type { Mail, MailTransport } from './mail-transport.ts';
export { createMessageId } from './message-id.ts';
export { type RenderedMail, renderPrimeCheckResult } from './rendering/prime-check-result.ts';
export type { PrimeCheckResult } from './rendering/prime-check-result-content.ts';
export { createSmtpTransport, type SmtpTransportOptions } from './smtp-transport.ts';
