import type { Answer } from '../api/api.ts';
import { readAllPages } from '../api/pages.ts';
import type { PageOptions } from '../options/page.ts';
import type { Session } from '../session.ts';
import type { Screen } from '../terminal/screen.ts';

interface Page<Item> {
  readonly items: Item[];
  readonly next_cursor: string | null;
  readonly is_partial?: boolean;
}

export interface ListView<Item> {
  readonly read: (cursor: string | undefined) => Promise<Answer<Page<Item>>>;
  readonly render: (items: readonly Item[], screen: Screen) => string;
  /** What a person reads where there is nothing to list. */
  readonly empty: string;
}

/** Prints one page of a list, or all of them as one, and how to go on. */
export async function showList<Item>(session: Session, options: PageOptions, view: ListView<Item>): Promise<void> {
  if (options.all === true) {
    const all = await readAllPages(view.read);
    session.show(all, view.render);
    if (all.value.length === 0) session.hint(view.empty);
    return;
  }
  const page = await view.read(options.cursor);
  session.show(page, ({ items }, screen) => view.render(items, screen));
  if (page.value.items.length === 0 && page.value.next_cursor === null) session.hint(view.empty);
  tellMore(session, page.value);
}

// An incomplete search is told to scripts too: an empty page would look like an answer.
function tellMore(session: Session, page: Page<unknown>): void {
  if (page.next_cursor === null) return;
  const how = `--all shows every page, --cursor ${page.next_cursor} the next one.`;
  if (page.is_partial === true && !session.json) {
    process.stderr.write(`ballast: the search took too long and is not complete: ${how}\n`);
  } else session.hint(`There are more: ${how}`);
}
