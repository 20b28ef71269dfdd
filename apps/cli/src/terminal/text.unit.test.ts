import { describe, expect, test } from 'vitest';
import { formatBytes } from './bytes.ts';
import { countOf, formatCount } from './count.ts';
import { renderFields } from './fields.ts';
import { printable, printableLines } from './printable.ts';
import { shorten, widthOf } from './shorten.ts';
import { formatAge, formatSpan, formatTime } from './span.ts';
import { sparkline } from './sparkline.ts';
import { wrap } from './wrap.ts';

const NOW = new Date('2026-11-26T22:00:00.000Z');
const plain = { width: 80, paint: (_: unknown, text: string) => text, now: NOW };

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1234567, '1,234,567'],
  [1234.5, '1,234.5'],
  [0.2, '0.2'],
])('%d is written %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test('one is singular, all else plural', () => {
  expect([0, 1, 2].map((count) => countOf(count, 'entry', 'entries'))).toEqual(['0 entries', '1 entry', '2 entries']);
});

test.each([
  [0, '0 ms'],
  [0.85, '850 ms'],
  [1, '1 s'],
  [4.24, '4.2 s'],
  [59, '59 s'],
  [60, '1 min'],
  [200, '3 min 20 s'],
  [7200, '2 h'],
  [93_600, '1 d 2 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatSpan(seconds)).toBe(text);
});

test('an age is the largest unit alone, and what is to come says so', () => {
  const at = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();
  expect([0.2, 12, 200, 93_600, -30].map((seconds) => formatAge(at(seconds), NOW))).toEqual([
    'now',
    '12 s',
    '3 min',
    '1 d',
    'in 30 s',
  ]);
});

test('a time is exact with its age for a person, and as the server wrote it elsewhere', () => {
  const at = '2026-11-26T21:57:00.000Z';
  expect(formatTime(at, plain)).toBe('2026-11-26 21:57:00.000 UTC (3 min ago)');
  expect(formatTime(at, { ...plain, width: undefined })).toBe(at);
});

describe('text from outside', () => {
  test('cannot move the cursor, change colours, ring or turn letters round', () => {
    expect(printable('a\u001b[2J\u0007\u009b31m\u202eb\r\nc\td')).toBe('a\\x1b[2J\\x07\\x9b31m\\u202eb c d');
  });

  test('keeps its lines where it may have several', () => {
    expect(printableLines('a\r\n\tb\u001b')).toBe('a\n\tb\\x1b');
  });
});

describe('shortening', () => {
  test('leaves out the middle and keeps the width', () => {
    expect(shorten('0123456789', 7)).toBe('012…789');
    expect(shorten('0123456789', 10)).toBe('0123456789');
    expect(shorten('0123456789', 1)).toBe('…');
  });

  test('never breaks a character, and counts wide ones twice', () => {
    expect(widthOf('漢字é')).toBe(5);
    expect(shorten('漢字漢字漢字', 6)).toBe('漢…字');
    expect(widthOf(shorten('😀😀😀😀', 5))).toBeLessThanOrEqual(5);
  });
});

test('lines are broken between words, colours not counted', () => {
  expect(wrap('one two \u001b[31mthree\u001b[0m four', 13)).toEqual(['one two \u001b[31mthree\u001b[0m', 'four']);
});

test('fields stand under each other, long ones with a hanging indent, missing ones not at all', () => {
  const fields = [
    ['a', 'one two'],
    ['long', 'x '.repeat(60).trim()],
    ['none', undefined],
  ] as const;
  const lines = renderFields(fields, { ...plain, width: 40 }).split('\n');
  expect(lines[0]).toBe('a     one two');
  expect(lines.slice(2).every((line) => line.startsWith('      x'))).toBe(true);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
});

test('bars show the highest count full, and none where there is none', () => {
  expect(sparkline([0, 1, 4, 8])).toBe(' ▁▄█');
  expect(sparkline([0, 0])).toBe('  ');
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [1_572_864, '1.5 MiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
