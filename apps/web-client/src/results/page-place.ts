import { MAX_LISTED_PRIME_CHECKS, type PrimeCheckList } from '@ballast/contracts';
import type { PagePlace } from '../api/prime-checks.ts';

/** The first page is there soonest. */
export const FIRST_PAGE: PagePlace = { limit: 50 };
/** The second is already fetched ahead of who scrolls. */
const LEAST_AFTER = 100;

/**
 * The page after those that are there, undefined after the last. Whoever has come far goes on: each page is as long as the list is by
 * then, so that 5,000 results are 13 requests and not a hundred, well within the limit for reading lists.
 */
export function nextPage(pages: readonly PrimeCheckList[]): PagePlace | undefined {
  const cursor = pages.at(-1)?.next_cursor;
  if (cursor === undefined || cursor === null) return undefined;
  const listed = pages.reduce((count, { items }) => count + items.length, 0);
  return { cursor, limit: Math.min(Math.max(LEAST_AFTER, listed), MAX_LISTED_PRIME_CHECKS) };
}
