import {
  type PrimeCheck,
  type PrimeCheckAccepted,
  PrimeCheckAcceptedSchema,
  type PrimeCheckBody,
  type PrimeCheckList,
  PrimeCheckListSchema,
  PrimeCheckSchema,
} from '@ballast/contracts';
import { requestJson } from './request-json.ts';

const PAGE_SIZE = 50;

/** Submits a number. Sent again with the same key it is taken once, so any failure may be retried. */
export function postPrimeCheck(body: PrimeCheckBody, idempotencyKey: string): Promise<PrimeCheckAccepted> {
  return requestJson('/prime-check', PrimeCheckAcceptedSchema, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(body),
  });
}

/** A page of results, newest first; the page after it is named by its `next_cursor`. */
export function listPrimeChecks(cursor: string | undefined, signal: AbortSignal): Promise<PrimeCheckList> {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (cursor !== undefined) query.set('cursor', cursor);
  return requestJson(`/prime-check?${query}`, PrimeCheckListSchema, { signal });
}

export function getPrimeCheck(id: string, signal?: AbortSignal): Promise<PrimeCheck> {
  return requestJson(`/prime-check/${encodeURIComponent(id)}`, PrimeCheckSchema, signal ? { signal } : {});
}
