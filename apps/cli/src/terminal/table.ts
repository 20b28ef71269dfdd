import Table from 'cli-table3';
import { printable } from './printable.ts';
import type { Screen, Style } from './screen.ts';
import { shorten, widthOf } from './shorten.ts';

export interface Column<Row> {
  readonly title: string;
  /** The whole and exact text: what a pipe gets, and a terminal where there is no `brief`. */
  readonly text: (row: Row, screen: Screen) => string;
  /** What a person reads in its place: an age instead of a time. */
  readonly brief?: (row: Row, screen: Screen) => string;
  readonly align?: 'right';
  readonly style?: (row: Row) => Style | undefined;
  /** May be shortened in its middle to no less than so many columns. Ids and names are never. */
  readonly shrinkTo?: number;
  /** Columns that do not fit are left out, the highest rank first; without a rank it always stays. */
  readonly rank?: number;
}

const GAP = 2;
const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};

/**
 * Rows and columns without lines. On a terminal no line is wider than the screen: what need not be whole is shortened,
 * then the least important columns are left out. Elsewhere every column is there, whole, separated by one tab, under the
 * same heads: lines that `grep`, `cut` and `awk -F'\t'` can rely on.
 */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], screen: Screen): string {
  return screen.width === undefined ? asTabs(columns, rows, screen) : asGrid(columns, rows, screen, screen.width);
}

function asTabs<Row>(columns: readonly Column<Row>[], rows: readonly Row[], screen: Screen): string {
  const lines = rows.map((row) => columns.map((column) => printable(column.text(row, screen))));
  return [columns.map((column) => column.title), ...lines].map((line) => line.join('\t')).join('\n');
}

interface Laid<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  width: number;
}

function asGrid<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  screen: Screen,
  screenWidth: number,
): string {
  const laid = fitColumns(
    columns.map((column) => layOut(column, rows, screen)),
    screenWidth,
  );
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: laid.map(({ column }) => column.align ?? 'left'),
    colWidths: laid.map(({ width }) => width),
  });
  table.push(laid.map(({ column, width }) => screen.paint('dim', shorten(column.title, width))));
  for (const [index, row] of rows.entries()) {
    table.push(
      laid.map(({ column, cells, width }) => {
        const text = shorten(cells[index] ?? '', width);
        const style = column.style?.(row);
        return style === undefined ? text : screen.paint(style, text);
      }),
    );
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function layOut<Row>(column: Column<Row>, rows: readonly Row[], screen: Screen): Laid<Row> {
  const cells = rows.map((row) => printable((column.brief ?? column.text)(row, screen)));
  return { column, cells, width: Math.max(widthOf(column.title), ...cells.map(widthOf)) };
}

function fitColumns<Row>(all: readonly Laid<Row>[], screenWidth: number): Laid<Row>[] {
  const laid = [...all];
  while (least(laid) > screenWidth) {
    const ranked = laid.filter(({ column }) => column.rank !== undefined);
    const last = ranked.toSorted((a, b) => (b.column.rank ?? 0) - (a.column.rank ?? 0))[0];
    if (last === undefined) break;
    laid.splice(laid.indexOf(last), 1);
  }
  for (let excess = total(laid) - screenWidth; excess > 0; excess -= 1) {
    const widest = laid.filter((one) => one.width > leastOf(one)).toSorted((a, b) => b.width - a.width)[0];
    if (widest === undefined) break;
    widest.width -= 1;
  }
  return laid;
}

function total(laid: readonly Laid<never>[] | readonly { width: number }[]): number {
  return laid.reduce((sum, { width }) => sum + width, GAP * (laid.length - 1));
}

function least<Row>(laid: readonly Laid<Row>[]): number {
  return laid.reduce((sum, one) => sum + leastOf(one), GAP * (laid.length - 1));
}

function leastOf<Row>({ column, width }: Laid<Row>): number {
  return column.shrinkTo === undefined ? width : Math.min(width, column.shrinkTo);
}
