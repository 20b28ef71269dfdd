import type { DeadLetter } from '@ballast/contracts/operators';
import type { Screen } from '../../../terminal/screen.ts';
import { formatAge } from '../../../terminal/span.ts';
import { styleOfErrorType, styleOfState, withMark } from '../../../terminal/state-mark.ts';
import { type Column, renderTable } from '../../../terminal/table.ts';

const COLUMNS: readonly Column<DeadLetter>[] = [
  { title: 'ID', text: (letter) => letter.id, align: 'right' },
  {
    title: 'STATUS',
    text: (letter) => letter.status,
    brief: (letter) => withMark(letter.status),
    style: (letter) => styleOfState(letter.status),
    rank: 2,
  },
  { title: 'TYPE', text: (letter) => letter.error_type, style: (letter) => styleOfErrorType(letter.error_type) },
  { title: 'SUBJECT', text: (letter) => letter.original_subject, rank: 3 },
  { title: 'ERROR', text: errorOf, shrinkTo: 24 },
  { title: 'MESSAGE ID', text: (letter) => letter.original_message_id ?? '-', rank: 4 },
  {
    title: 'REDRIVEN',
    text: (letter) => String(letter.retry_count),
    brief: (letter) => (letter.retry_count === 0 ? '-' : `${letter.retry_count}×`),
    align: 'right',
    rank: 5,
  },
  {
    title: 'DIED',
    text: (letter) => letter.dlq_created_at,
    brief: (letter, screen) => formatAge(letter.dlq_created_at, screen.now),
    align: 'right',
    rank: 1,
  },
];

/** Dead letters, one a line. */
export function renderLetters(letters: readonly DeadLetter[], screen: Screen): string {
  return renderTable(COLUMNS, letters, screen);
}

/** `smtp_550: mailbox unavailable`. */
export function errorOf(letter: Pick<DeadLetter, 'error_code' | 'error_message'>): string {
  return letter.error_code === undefined ? letter.error_message : `${letter.error_code}: ${letter.error_message}`;
}
