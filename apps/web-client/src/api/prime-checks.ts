import {
  type PrimeCheck,
  type PrimeCheckAccepted,
  PrimeCheckAcceptedSchema,
  type PrimeCheckBody,
  type PrimeCheckList,
  PrimeCheckListSchema,
  PrimeCheckSchema,
  type PrimeCheckSteps,
  PrimeCheckStepsSchema,
} from '@ballast/contracts';
import { type Allowance, readAllowance } from './read-allowance.ts';
import { requestAnswer, requestJson } from './request-json.ts';

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

/** A page of the list: where it begins, and how many it has at most. */
export interface PagePlace {
  /** `next_cursor` of the page before; undefined for the first. */
  readonly cursor?: string;
  readonly limit: number;
}

/** A page of results, newest first. */
export function listPrimeChecks(
  filter: Readonly<Record<string, string>>,
  { cursor, limit }: PagePlace,
  signal?: AbortSignal,
): Promise<PrimeCheckList> {
  const place = { limit: String(limit), ...(cursor !== undefined && { cursor }) };
  const query = new URLSearchParams({ ...filter, ...place });
  return requestJson(`/prime-check?${query}`, PrimeCheckListSchema, signal ? { signal } : {});
}

export function getPrimeCheck(id: string, signal?: AbortSignal): Promise<PrimeCheck> {
  return requestJson(`/prime-check/${encodeURIComponent(id)}`, PrimeCheckSchema, signal ? { signal } : {});
}

/** When it passed the steps of its way, and where its mail and trace can be looked at. */
export function getPrimeCheckSteps(id: string, signal: AbortSignal): Promise<PrimeCheckSteps> {
  return requestJson(`/prime-check/${encodeURIComponent(id)}/steps`, PrimeCheckStepsSchema, { signal });
}
