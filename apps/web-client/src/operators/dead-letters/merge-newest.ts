import type { DeadLetterList } from '@ballast/contracts/operators';

/**
 * A list as it was scrolled to, with its first page as it is now: what came in stands in front, what no longer fits is
 * gone, what lies further down stays. A first page that does not reach the old one begins the list anew.
 */
export function mergeNewest(pages: readonly DeadLetterList[], newest: DeadLetterList): DeadLetterList[] {
  const [first, ...rest] = pages;
  const last = newest.items.at(-1);
  const top = pages.find(({ items }) => items.length > 0)?.items[0];
  // A search that ran out of time this time says nothing of what it did not get to.
  if (newest.is_partial) return [...pages];
  if (first === undefined || newest.next_cursor === null) return [newest];
  if (last === undefined || top === undefined || BigInt(last.id) > BigInt(top.id)) return [newest];
  const older = (page: DeadLetterList) => page.items.filter(({ id }) => BigInt(id) < BigInt(last.id));
  return [
    { ...first, items: [...newest.items, ...older(first)] },
    ...rest.map((page) => ({ ...page, items: older(page) })),
  ];
}
