import type { Breaker } from '@ballast/contracts/operators';
import { Command } from 'commander';
import { openSession } from '../../session.ts';
import type { Screen } from '../../terminal/screen.ts';
import { formatAge } from '../../terminal/span.ts';
import { styleOfState, withMark } from '../../terminal/state-mark.ts';
import { type Column, renderTable } from '../../terminal/table.ts';

const COLUMNS: readonly Column<Breaker>[] = [
  { title: 'WORKER', text: ({ worker }) => worker, shrinkTo: 16 },
  { title: 'SERVICE', text: ({ service }) => service, rank: 4 },
  { title: 'DEPENDENCY', text: ({ dependency }) => dependency },
  {
    title: 'STATE',
    text: ({ state }) => state,
    brief: ({ state }) => withMark(state),
    style: ({ state }) => styleOfState(state),
  },
  {
    title: 'SINCE',
    text: ({ since }) => since ?? '-',
    brief: ({ since }, { now }) => (since === undefined ? '-' : formatAge(since, now)),
    align: 'right',
    rank: 2,
  },
  {
    title: 'NEXT PROBE',
    text: ({ next_probe_at }) => next_probe_at ?? '-',
    brief: ({ next_probe_at }, { now }) => (next_probe_at === undefined ? '-' : formatAge(next_probe_at, now)),
    align: 'right',
    rank: 3,
  },
  { title: 'WHY', text: ({ reason }) => reason ?? '-', shrinkTo: 16, rank: 1 },
];

export function breakers(): Command {
  return new Command('breakers')
    .description('circuit breakers: which dependency is held back, and why')
    .action(async (_options: unknown, self: Command) => {
      const session = openSession(self);
      const answer = await session.api.get('/api/breakers', (contracts) => contracts.BreakerListSchema);
      session.show(answer, ({ items }, screen) => renderBreakers(items, screen));
      if (answer.value.items.length === 0) session.hint('No worker has told of a breaker.');
    });
}

/** Breakers, one a line. */
export function renderBreakers(breakers: readonly Breaker[], screen: Screen): string {
  return renderTable(COLUMNS, breakers, screen);
}
