import type { DeadLetterGroup } from '@ballast/contracts/operators';
import { formatCount } from '../../../terminal/count.ts';
import type { Screen } from '../../../terminal/screen.ts';
import { formatAge } from '../../../terminal/span.ts';
import { sparkline } from '../../../terminal/sparkline.ts';
import { styleOfErrorType } from '../../../terminal/state-mark.ts';
import { type Column, renderTable } from '../../../terminal/table.ts';
import { FINGERPRINT_DIGITS } from './find-group.ts';

const COLUMNS: readonly Column<DeadLetterGroup>[] = [
  {
    title: 'GROUP',
    text: (group) => group.fingerprint,
    brief: (group) => group.fingerprint.slice(0, FINGERPRINT_DIGITS),
  },
  {
    title: 'PENDING',
    text: (group) => String(group.pending),
    brief: (group) => formatCount(group.pending),
    align: 'right',
  },
  {
    title: 'TOTAL',
    text: (group) => String(group.total),
    brief: (group) => formatCount(group.total),
    align: 'right',
    rank: 4,
  },
  { title: 'TYPE', text: (group) => group.error_type, style: (group) => styleOfErrorType(group.error_type), rank: 3 },
  { title: 'SUBJECT', text: (group) => group.subject, rank: 5 },
  {
    title: 'WHAT',
    text: titleOf,
    shrinkTo: 40,
    style: (group) => (group.regressed_at === undefined ? undefined : 'bold'),
  },
  {
    title: '24 H',
    text: (group) => group.last_24_hours.join(','),
    brief: (group) => sparkline(group.last_24_hours),
    rank: 2,
  },
  {
    title: 'FIRST',
    text: (group) => group.first_seen_at,
    brief: ({ first_seen_at }, { now }) => formatAge(first_seen_at, now),
    align: 'right',
    rank: 6,
  },
  {
    title: 'LAST',
    text: (group) => group.last_seen_at,
    brief: ({ last_seen_at }, { now }) => formatAge(last_seen_at, now),
    align: 'right',
    rank: 1,
  },
  { title: 'STATE', text: (group) => group.status, rank: 7 },
];

/** Groups of dead letters that failed alike, one a line. */
export function renderGroups(groups: readonly DeadLetterGroup[], screen: Screen): string {
  return renderTable(COLUMNS, groups, screen);
}

function titleOf(group: DeadLetterGroup): string {
  return group.regressed_at === undefined ? group.title : `↩ back again: ${group.title}`;
}
