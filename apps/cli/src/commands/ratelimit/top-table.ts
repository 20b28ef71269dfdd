import type { TopConsumers } from '@ballast/contracts/operators';
import { formatCount } from '../../terminal/count.ts';
import type { Screen } from '../../terminal/screen.ts';
import { type Column, renderTable } from '../../terminal/table.ts';

type Consumer = TopConsumers['items'][number];

const COLUMNS: readonly Column<Consumer>[] = [
  { title: 'KIND', text: ({ kind }) => kind },
  { title: 'WHO', text: ({ id }) => id, shrinkTo: 16 },
  {
    title: 'REQUESTS',
    text: ({ requests }) => String(requests),
    brief: ({ requests }) => formatCount(requests),
    align: 'right',
  },
  {
    title: 'DENIED',
    text: ({ denied }) => String(denied),
    brief: ({ denied }) => formatCount(denied),
    align: 'right',
    style: ({ denied }) => (denied > 0 ? 'red' : undefined),
  },
];

/** Who asked most, one a line. */
export function renderTop({ items }: TopConsumers, screen: Screen): string {
  return renderTable(COLUMNS, items, screen);
}
