import type { DeadLetterList } from '@ballast/contracts/operators';

/**
 * A list as it was scrolled to, with its first page as it is now: what came in stands in front, what no longer fits is
 * gone, what lies further down stays. A first page that does not reach the old one begins the list anew.
 */
export function mergeNewest(pages: readonly DeadLetterList[], newest: DeadLetterList): DeadLetterList[] {
  const [first, ...rest] = pages;
  const last = newest.items.at(-1);
  if (first === undefined || newest.next_cursor === null || newest.is_partial) return [newest];
  if (last === undefined || !isAtOrBelow(pages, last.id)) return [newest];
  const older = (page: DeadLetterList) => page.items.filter(({ id }) => BigInt(id) < BigInt(last.id));
  return [
    { ...first, items: [...newest.items, ...older(first)] },
    ...rest.map((page) => ({ ...page, items: older(page) })),
  ];
}

function isAtOrBelow(pages: readonly DeadLetterList[], id: string): boolean {
  return pages.some(({ items }) => items.some((one) => BigInt(one.id) <= BigInt(id)));
}
