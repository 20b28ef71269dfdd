import type { Answer } from './api.ts';

interface Page<Item> {
  readonly items: Item[];
  readonly next_cursor: string | null;
}

/** Every item of a list, page after page, with what the server sent for each. */
export async function readAllPages<Item>(
  read: (cursor: string | undefined) => Promise<Answer<Page<Item>>>,
): Promise<Answer<Item[]>> {
  const value: Item[] = [];
  const raw: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    value.push(...page.value.items);
    raw.push(...itemsOf(page.raw));
    cursor = page.value.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return { value, raw };
}

function itemsOf(raw: unknown): unknown[] {
  return typeof raw === 'object' && raw !== null && 'items' in raw && Array.isArray(raw.items) ? raw.items : [];
}
