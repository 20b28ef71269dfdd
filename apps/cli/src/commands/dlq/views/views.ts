import { Command } from 'commander';
import { openSession } from '../../../session.ts';
import type { Screen } from '../../../terminal/screen.ts';
import { formatAge } from '../../../terminal/span.ts';
import { type Column, renderTable } from '../../../terminal/table.ts';

interface View {
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

export function views(): Command {
  return new Command('views')
    .description('saved queries; dlq list --view uses one')
    .action(async (_options: unknown, self: Command) => {
      const session = openSession(self);
      const answer = await session.api.get('/api/dlq/views', (contracts) => contracts.ViewListSchema);
      session.show(answer, ({ items }, screen) => renderViews(items, screen));
      if (answer.value.items.length === 0) session.hint('No saved views.');
    });
}

/** Saved queries, one a line. */
export function renderViews(views: readonly View[], screen: Screen): string {
  return renderTable(COLUMNS, views, screen);
}
