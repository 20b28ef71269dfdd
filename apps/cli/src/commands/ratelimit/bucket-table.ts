import type { Buckets } from '@ballast/contracts/operators';
import type { Screen } from '../../terminal/screen.ts';
import { formatAge } from '../../terminal/span.ts';
import { type Column, renderTable } from '../../terminal/table.ts';

type Bucket = Buckets['buckets'][number];

const time = (title: string, of: (bucket: Bucket) => string | undefined, rank?: number): Column<Bucket> => ({
  title,
  text: (bucket) => of(bucket) ?? '-',
  brief: (bucket, { now }) => {
    const at = of(bucket);
    return at === undefined ? '-' : formatAge(at, now);
  },
  align: 'right',
  ...(rank === undefined ? {} : { rank }),
});

const COLUMNS: readonly Column<Bucket>[] = [
  { title: 'LIMIT', text: ({ name }) => name },
  { title: 'ENDPOINT', text: ({ endpoint }) => endpoint, shrinkTo: 12, rank: 1 },
  {
    title: 'LEFT',
    text: ({ remaining, limit }) => `${remaining}/${limit}`,
    align: 'right',
    style: ({ remaining }) => (remaining === 0 ? 'red' : undefined),
  },
  time('FULL', ({ full_at }) => full_at, 2),
  {
    ...time('BLOCKED', ({ blocked_until }) => blocked_until),
    style: ({ blocked_until }) => (blocked_until === undefined ? undefined : 'red'),
  },
];

/** The buckets of one identity, one a line. */
export function renderBuckets({ buckets }: Buckets, screen: Screen): string {
  return renderTable(COLUMNS, buckets, screen);
}
