import { expect, it } from 'vitest';
import { FIRST_PAGE, nextPage } from './page-place.ts';

const page = (length: number, next_cursor: string | null) => ({ items: Array(length).fill({}), next_cursor });

it.each([
  [[50], 100],
  [[50, 100], 150],
  [[50, 100, 150], 300],
  [[50, 100, 150, 300], 500],
  [[50, 100, 150, 300, 500], 500],
])('a page is as long as the list is by then, within what a page may have: %j', (lengths, limit) => {
  expect(nextPage(lengths.map((length) => page(length, `after ${length}`)))).toEqual({
    cursor: `after ${lengths.at(-1)}`,
    limit,
  });
});

it('there is none after the last', () => {
  expect(nextPage([page(50, null)])).toBeUndefined();
});

it('5,000 results are 13 pages', () => {
  let pages = [page(FIRST_PAGE.limit, 'c')];
  let listed = FIRST_PAGE.limit;
  while (listed < 5_000) {
    const limit = nextPage(pages)?.limit ?? 0;
    listed += limit;
    pages = [...pages, page(limit, 'c')];
  }
  expect(pages).toHaveLength(13);
});
