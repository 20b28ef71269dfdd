import {
  type PrimeCheck,
  type PrimeCheckAccepted,
  PrimeCheckAcceptedSchema,
  type PrimeCheckBody,
  type PrimeCheckList,
  PrimeCheckListSchema,
  PrimeCheckSchema,
} from '@ballast/contracts';
import { type Allowance, readAllowance } from './read-allowance.ts';
import { requestAnswer, requestJson } from './request-json.ts';

const PAGE_SIZE = 50;

export interface TakenCheck {
  readonly check: PrimeCheckAccepted;
  readonly allowance: Allowance | undefined;
}

/**
 * Submits a number. Sent again with the same key it is taken once, so any failure may be retried. The answer also says how
 * much more the caller may submit for now.
 */
export async function postPrimeCheck(body: PrimeCheckBody, idempotencyKey: string): Promise<TakenCheck> {
  const { data, headers } = await requestAnswer('/prime-check', PrimeCheckAcceptedSchema, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(body),
  });
  return { check: data, allowance: readAllowance(headers) };
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
