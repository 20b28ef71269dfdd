import { type MailStop, MailStopSchema } from '@ballast/contracts';
import { requestJson } from './request-json.ts';

/** Whose mail a link is about, masked, and whether any is sent. */
export function getMailStop(token: string, signal: AbortSignal): Promise<MailStop> {
  return requestJson(pathOf(token), MailStopSchema, { signal });
}

/** The same request that mail programs make for their own "unsubscribe" button. */
export function stopMail(token: string): Promise<MailStop> {
  return requestJson(`/mail/stop/${encodeURIComponent(token)}`, MailStopSchema, { method: 'POST' });
}

export function allowMail(token: string): Promise<MailStop> {
  return requestJson(pathOf(token), MailStopSchema, { method: 'DELETE' });
}

function pathOf(token: string): string {
  return `/api/mail-stops/${encodeURIComponent(token)}`;
}
