import { findWholeNumberFault, type PrimeCheck } from '@ballast/contracts';

export const SHOWN = ['all', 'prime', 'not-prime', 'checking', 'failed'] as const;
type Shown = (typeof SHOWN)[number];

/** Which results the list shows. It stands in the page's address: `?show=prime&number=97`. */
export interface ResultsFilter {
  readonly shown: Shown;
  /** Only results of this very number. */
  readonly number: string | undefined;
}

export const EVERYTHING: ResultsFilter = { shown: 'all', number: undefined };

/** As many digits as any server may be set to take. */
const MOST_DIGITS = 10_000;

/** Reads a filter from an address; what is no filter is left out, since anybody can write an address. */
export function readFilter(search: string): ResultsFilter {
  const query = new URLSearchParams(search);
  const shown = SHOWN.find((one) => one === query.get('show')) ?? 'all';
  const number = query.get('number');
  const isNumber = number !== null && findWholeNumberFault(number, MOST_DIGITS) === undefined;
  return { shown, number: isNumber ? number : undefined };
}

/** The address's query, empty where everything is shown. */
export function writeFilter({ shown, number }: ResultsFilter): string {
  const query = new URLSearchParams();
  if (shown !== 'all') query.set('show', shown);
  if (number !== undefined) query.set('number', number);
  return query.size === 0 ? '' : `?${query}`;
}

export function isSameFilter(one: ResultsFilter, other: ResultsFilter): boolean {
  return one.shown === other.shown && one.number === other.number;
}

/** Whether the list shows a check, as the server would decide it. */
export function isShown({ shown, number }: ResultsFilter, check: PrimeCheck): boolean {
  if (number !== undefined && check.number !== number) return false;
  switch (shown) {
    case 'all':
      return true;
    case 'prime':
      return check.is_prime === true;
    case 'not-prime':
      return check.is_prime === false;
    case 'checking':
      return check.status === 'processing';
    case 'failed':
      return check.status === 'failed';
  }
}

/** The same as parameters of `GET /prime-check`. */
export function filterQuery({ shown, number }: ResultsFilter): Record<string, string> {
  return {
    ...(shown === 'prime' && { is_prime: 'true' }),
    ...(shown === 'not-prime' && { is_prime: 'false' }),
    ...(shown === 'checking' && { status: 'processing' }),
    ...(shown === 'failed' && { status: 'failed' }),
    ...(number !== undefined && { number }),
  };
}
