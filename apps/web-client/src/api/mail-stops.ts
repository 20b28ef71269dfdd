import { type MailStop, MailStopSchema } from '@ballast/contracts';
import { requestJson } from './request-json.ts';

/** Whose mail a link is about, masked, and whether any is sent. */
export function getMailStop(token: string, signal: AbortSignal): Promise<MailStop> {
  return requestJson(pathOf(token), MailStopSchema, { signal });
}

export function stopMail(token: string): Promise<MailStop> {
  return requestJson(pathOf(token), MailStopSchema, { method: 'POST' });
}

export function allowMail(token: string): Promise<MailStop> {
  return requestJson(pathOf(token), MailStopSchema, { method: 'DELETE' });
}

function pathOf(token: string): string {
  return `/api/mail-stops/${encodeURIComponent(token)}`;
}
