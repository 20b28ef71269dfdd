import { describe, expect, test } from 'vitest';
import { readSelection } from './change.ts';
import { parseDuration, parseWholeSeconds } from './duration.ts';
import { parseHours } from './hours.ts';
import { parseFingerprint, parseLetter, parseLetters, parseUuid } from './ids.ts';
import { parseRate, parseShare, wholeNumber } from './number.ts';
import { ratePerSecond } from './pace.ts';
import { parseWaves } from './waves.ts';

describe('a time', () => {
  test.each([
    ['500ms', 0.5],
    ['1s', 1],
    ['1.5h', 5400],
    ['5m', 300],
    ['2d', 172_800],
    ['0s', 0],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  test.each(['', '5', 's', '-1s', '1 s', '1s2m', '1S', '1e3s', '١s', '1000000000000s'])('%j is refused', (text) => {
    expect(() => parseDuration(text)).toThrow('It must be a time like 500ms');
  });

  test('is refused where it is no whole seconds and must be', () => {
    expect(() => parseWholeSeconds('500ms')).toThrow('whole seconds');
    expect(parseWholeSeconds('2000ms')).toBe(2);
  });
});

describe('the rate', () => {
  test.each([
    [{ batch: 100, delay: 1 }, 100],
    [{ batch: 100, delay: 0.5 }, 200],
    [{ batch: 5, delay: 60 }, 5 / 60],
    [{ batch: 100 }, 100],
    [{ rate: 7 }, 7],
    [{}, undefined],
  ])('of %j is %s a second', (options, rate) => {
    expect(ratePerSecond(options)).toBe(rate);
  });

  test.each([{ batch: 1, rate: 1 }, { delay: 1, rate: 1 }, { delay: 1 }, { batch: 1, delay: 0 }, { batch: 10_001 }])(
    'of %j makes no sense',
    (options) => {
      expect(() => ratePerSecond(options)).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );
});

test('numbers, rates and shares are bounded', () => {
  expect([wholeNumber(1, 200)('200'), parseRate('0.5'), parseShare('20%'), parseShare('0.2'), parseShare('0')]).toEqual(
    [200, 0.5, 0.2, 0.2, 0],
  );
  for (const text of ['0', '201', '1.5', '-1', '', '1e2', ' 1']) expect(() => wholeNumber(1, 200)(text)).toThrow();
  for (const text of ['0', '10001', '-1', 'x', '']) expect(() => parseRate(text)).toThrow();
  for (const text of ['1.1', '101%', '-0.1', '%', '']) expect(() => parseShare(text)).toThrow();
});

test('ids have their form', () => {
  expect(parseUuid('0197C5D2-8F7A-7C3E-9B1D-2F4A6C8E0B13')).toBe('0197c5d2-8f7a-7c3e-9b1d-2f4a6c8e0b13');
  expect(parseLetters('2', ['1', '2'])).toEqual(['1', '2']);
  expect(parseFingerprint('ABCDEF')).toBe('abcdef');
  for (const text of ['', 'x', '0197c5d2', `${'0'.repeat(36)}`]) expect(() => parseUuid(text)).toThrow();
  for (const text of ['', 'a b', '../x', 'x'.repeat(101)]) expect(() => parseLetter(text)).toThrow();
  for (const text of ['', 'abcde', 'g'.repeat(64), 'a'.repeat(65)]) expect(() => parseFingerprint(text)).toThrow();
});

test('waves and hours have their form', () => {
  expect(parseWaves('1,5,25')).toEqual([1, 5, 25]);
  expect(parseHours('22-6')).toEqual({ from: 22, to: 6 });
  for (const text of ['', '1,', '0', '1,-5', Array(21).fill('1').join(',')]) expect(() => parseWaves(text)).toThrow();
  for (const text of ['', '22', '24-6', '22:00-06:00']) expect(() => parseHours(text)).toThrow();
});

test('letters are chosen by ids or by a query, never by both, by neither, or by an empty query', () => {
  expect(readSelection(['1'], undefined)).toEqual({ message_ids: ['1'] });
  expect(readSelection(undefined, 'x')).toEqual({ query: 'x' });
  expect(readSelection([], undefined, '')).toEqual({ query: '' });
  const usage = expect.objectContaining({ code: 'usage' });
  expect(() => readSelection(['1'], 'x')).toThrow(usage);
  expect(() => readSelection(undefined, undefined)).toThrow(usage);
  expect(() => readSelection(undefined, ' ', '')).toThrow(usage);
});
