import type { Screen } from '../../../terminal/screen.ts';
import { formatAge } from '../../../terminal/span.ts';
import { type Column, renderTable } from '../../../terminal/table.ts';

export interface View {
  readonly name: string;
  readonly query: string;
  readonly owner: string;
  readonly created_at: string;
}

const COLUMNS: readonly Column<View>[] = [
  { title: 'NAME', text: ({ name }) => name },
  { title: 'QUERY', text: ({ query }) => query, shrinkTo: 30 },
  { title: 'BY', text: ({ owner }) => owner, rank: 2 },
  {
    title: 'SAVED',
    text: ({ created_at }) => created_at,
    brief: ({ created_at }, { now }) => formatAge(created_at, now),
    align: 'right',
    rank: 1,
  },
];

/** Saved queries, one a line. */
export function renderViews(views: readonly View[], screen: Screen): string {
  return renderTable(COLUMNS, views, screen);
}
