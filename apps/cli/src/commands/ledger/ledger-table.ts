import type { Ledger, LedgerVerification } from '@ballast/contracts/operators';
import { countOf, formatCount } from '../../terminal/count.ts';
import type { Screen } from '../../terminal/screen.ts';
import { joinParts, section } from '../../terminal/section.ts';
import { formatAge, formatSpan, formatTime } from '../../terminal/span.ts';
import { type Column, renderTable } from '../../terminal/table.ts';

type Account = Omit<Ledger, 'emails' | 'checked_at'>;
interface Line extends Account {
  readonly name: string;
}

const count = (title: string, of: (line: Line) => number, rank?: number): Column<Line> => ({
  title,
  text: (line) => String(of(line)),
  brief: (line) => formatCount(of(line)),
  align: 'right',
  ...(rank === undefined ? {} : { rank }),
});

const COLUMNS: readonly Column<Line>[] = [
  { title: 'LEDGER', text: ({ name }) => name },
  count('ACCEPTED', ({ accepted }) => accepted),
  count('COMPLETED', ({ completed }) => completed),
  count('DEAD', ({ dead_lettered }) => dead_lettered),
  count('DISCARDED', ({ discarded }) => discarded),
  count('IN FLIGHT', ({ in_flight }) => in_flight),
  {
    ...count('UNACCOUNTED', ({ unaccounted }) => unaccounted),
    style: ({ unaccounted }) => (unaccounted > 0 ? 'red' : undefined),
  },
  {
    title: 'OLDEST',
    text: ({ oldest_in_flight_seconds }) => String(oldest_in_flight_seconds),
    brief: ({ in_flight, oldest_in_flight_seconds }) => (in_flight === 0 ? '-' : formatSpan(oldest_in_flight_seconds)),
    align: 'right',
    rank: 1,
  },
];

/** Whether every accepted request has its end or something that will move it. */
export function isAccounted(ledger: Ledger): boolean {
  return [ledger, ledger.emails].every(({ balanced, unaccounted }) => balanced && unaccounted === 0);
}

/** The accounts of requests and mails, and whether they add up. */
export function renderLedger(ledger: Ledger, screen: Screen, hint = 'ballast ledger --verify names each'): string {
  const table = renderTable(
    COLUMNS,
    [
      { ...ledger, name: 'requests' },
      { ...ledger.emails, name: 'emails' },
    ],
    screen,
  );
  if (screen.width === undefined) return table;
  const { checked_at } = ledger;
  const checked = checked_at === undefined ? [] : [`The evidence was looked at ${formatTime(checked_at, screen)}.`];
  return joinParts([
    table,
    [verdictOf(ledger, screen, hint), ...checked.map((line) => screen.paint('dim', line))].join('\n'),
  ]);
}

function verdictOf(ledger: Ledger, screen: Screen, hint: string): string {
  if (isAccounted(ledger)) return screen.paint('green', '✓ Balanced: nothing is lost.');
  const lost = ledger.unaccounted + ledger.emails.unaccounted;
  if (lost > 0) return screen.paint('red', `✗ ${formatCount(lost)} unaccounted for: ${hint}.`);
  return screen.paint('red', '✗ Not balanced: the counts do not add up; they are counted anew in the background.');
}

type Lost = LedgerVerification['unaccounted'][number];

const LOST_COLUMNS: readonly Column<Lost>[] = [
  { title: 'LEDGER', text: ({ ledger }) => ledger },
  { title: 'ID', text: ({ id }) => id },
  { title: 'GENERATION', text: ({ generation }) => String(generation), align: 'right', rank: 2 },
  { title: 'ENQUEUED', text: ({ enqueue }) => String(enqueue), align: 'right', rank: 3 },
  {
    title: 'CREATED',
    text: ({ created_at }) => created_at,
    brief: ({ created_at }, { now }) => formatAge(created_at, now),
    align: 'right',
    rank: 1,
  },
  { title: 'EVIDENCE', text: ({ evidence }) => evidence, shrinkTo: 20 },
];

/** The ledger with each request that nothing will move. */
export function renderVerification(verification: LedgerVerification, screen: Screen): string {
  const { ledger, unaccounted, is_complete } = verification;
  const lost = unaccounted.length === 0 ? '' : renderTable(LOST_COLUMNS, unaccounted, screen);
  return joinParts([
    renderLedger(ledger, screen, 'each is named below'),
    section(
      `${countOf(unaccounted.length, 'request or mail', 'requests and mails')} that nothing will move`,
      lost,
      screen,
    ),
    is_complete
      ? ''
      : screen.paint('yellow', '! Not every open request was looked at: verify again when less is under way.'),
  ]);
}
