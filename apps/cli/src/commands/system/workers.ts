import type { Worker } from '@ballast/contracts/operators';
import { Command } from 'commander';
import { openSession } from '../../session.ts';
import type { Screen } from '../../terminal/screen.ts';
import { formatAge } from '../../terminal/span.ts';
import { styleOfState, withMark } from '../../terminal/state-mark.ts';
import { type Column, renderTable } from '../../terminal/table.ts';

const COLUMNS: readonly Column<Worker>[] = [
  { title: 'WORKER', text: ({ name }) => name, shrinkTo: 20 },
  { title: 'SERVICE', text: ({ service }) => service, rank: 2 },
  {
    title: 'STATUS',
    text: ({ status }) => status,
    brief: ({ status }) => withMark(status),
    style: ({ status }) => styleOfState(status),
  },
  {
    title: 'HEARTBEAT',
    text: ({ last_heartbeat }) => last_heartbeat,
    brief: ({ last_heartbeat }, { now }) => formatAge(last_heartbeat, now),
    align: 'right',
  },
  { title: 'ERROR', text: ({ error }) => error ?? '-', shrinkTo: 16, rank: 1 },
];

export function workers(): Command {
  return new Command('workers')
    .description('every process that gives signs of life, and how it is')
    .action(async (_options: unknown, self: Command) => {
      const session = openSession(self);
      const answer = await session.api.get('/api/workers', (contracts) => contracts.WorkerListSchema);
      session.show(answer, ({ items }, screen) => renderWorkers(items, screen));
      if (answer.value.items.length === 0)
        session.hint('No worker has given a sign of life: ./scripts/status shows the processes.');
    });
}

/** Workers, one a line. */
export function renderWorkers(workers: readonly Worker[], screen: Screen): string {
  return renderTable(COLUMNS, workers, screen);
}
