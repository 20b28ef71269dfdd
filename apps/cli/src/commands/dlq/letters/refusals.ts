import type { Refusal } from '@ballast/contracts/operators';
import { countOf, formatCount } from '../../../terminal/count.ts';
import { printable } from '../../../terminal/printable.ts';
import type { Screen } from '../../../terminal/screen.ts';
import { type Column, renderTable } from '../../../terminal/table.ts';

export interface RefusalGroup {
  readonly code: string;
  readonly reason: string;
  readonly count: number;
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

const COLUMNS: readonly Column<RefusalGroup>[] = [
  {
    title: 'REFUSED',
    text: ({ count }) => String(count),
    brief: ({ count }) => formatCount(count),
    align: 'right',
    style: () => 'yellow',
  },
  { title: 'CODE', text: ({ code }) => code },
  { title: 'WHY', text: ({ reason }) => reason, shrinkTo: 30 },
  { title: 'FOR EXAMPLE', text: ({ examples }) => examples.slice(0, EXAMPLES).join(', '), shrinkTo: 12, rank: 1 },
];

/** What was refused and why, the most frequent reason first; empty where nothing was. */
export function renderRefusalGroups(groups: readonly RefusalGroup[], screen: Screen): string {
  if (groups.length === 0) return '';
  return renderTable(
    COLUMNS,
    groups.toSorted((a, b) => b.count - a.count),
    screen,
  );
}

export function renderRefusals(refusals: readonly Refusal[], screen: Screen): string {
  const groups = Map.groupBy(refusals, ({ code }) => code);
  return renderRefusalGroups(
    [...groups].map(([code, all]) => ({
      code,
      reason: all[0]?.reason ?? '',
      count: all.length,
      examples: all.map(({ message_id }) => message_id),
    })),
    screen,
  );
}

/** The first few in one line, for an error: `17 (it is being redriven already), 18 (...)`. */
export function describeRefusals(refusals: readonly Refusal[]): string {
  const shown = refusals.slice(0, 3).map(({ message_id, reason }) => `${printable(message_id)} (${printable(reason)})`);
  const rest = refusals.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${countOf(rest, 'other')}` : ''}`;
}
