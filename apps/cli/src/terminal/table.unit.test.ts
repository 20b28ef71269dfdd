import { expect, test } from 'vitest';
import type { Screen } from './screen.ts';
import { type Column, renderTable } from './table.ts';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly note: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'ID', text: ({ id }) => id, align: 'right' },
  { title: 'TEXT', text: ({ text }) => text, shrinkTo: 8 },
  { title: 'NOTE', text: ({ note }) => note, rank: 1 },
];
const ROWS: readonly Row[] = [
  { id: '7', text: 'the beginning and the end', note: 'first' },
  { id: '1234', text: 'short', note: 'second' },
];
const screen = (width: number | undefined): Screen => ({ width, paint: (_, text) => text, now: new Date(0) });

test('what fits is whole, and right-aligned where it is a number', () => {
  expect(renderTable(COLUMNS, ROWS, screen(60))).toBe(
    [
      '  ID  TEXT                       NOTE',
      '   7  the beginning and the end  first',
      '1234  short                      second',
    ].join('\n'),
  );
});

test('a narrow screen first shortens in the middle what need not be whole', () => {
  expect(renderTable(COLUMNS, ROWS, screen(30)).split('\n')).toEqual([
    '  ID  TEXT              NOTE',
    '   7  the begi…the end  first',
    '1234  short             second',
  ]);
});

test('a narrower one leaves out the column of the highest rank', () => {
  expect(renderTable(COLUMNS, ROWS, screen(18)).split('\n')).toEqual([
    '  ID  TEXT',
    '   7  the be…e end',
    '1234  short',
  ]);
});

test.each([20, 24, 30, 40, 80])('no line is wider than %i columns', (width) => {
  const rows = [...ROWS, { id: '99', text: '漢字'.repeat(30), note: 'é'.repeat(40) }];
  for (const line of renderTable(COLUMNS, rows, screen(width)).split('\n')) {
    // Each Chinese character takes two columns.
    expect(line.replace(/[\u4e00-\u9fff]/g, 'xx').length).toBeLessThanOrEqual(width);
  }
});

test('where no person looks everything is there, whole, one tab between the columns', () => {
  const rows = [{ id: '1', text: 'a\tb\nc'.padEnd(300, '.'), note: '\u001b[31m' }];
  expect(renderTable(COLUMNS, rows, screen(undefined))).toBe(
    `ID\tTEXT\tNOTE\n1\t${'a b c'.padEnd(300, '.')}\t\\x1b[31m`,
  );
});
