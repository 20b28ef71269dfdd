import { describe, expect, it } from 'vitest';
import { groupDigits } from './group-digits.ts';
import { shortenedText, shortenNumber } from './shorten-number.ts';
import { suggestNumber } from './suggest-number.ts';

describe('groupDigits', () => {
  it.each([
    ['0', ['0']],
    ['999', ['999']],
    ['1000', ['1', '000']],
    ['12345678', ['12', '345', '678']],
  ])('cuts %s in threes from the right', (digits, groups) => {
    expect(groupDigits(digits)).toEqual(groups);
  });

  it('keeps every digit of a long number', () => {
    const digits = '7'.repeat(1000);
    expect(groupDigits(digits).join('')).toBe(digits);
  });
});

describe('shortenNumber', () => {
  it('leaves a number whole when the gap would hide no more than one group', () => {
    expect(shortenNumber('123456789012345', 2)).toEqual({
      head: ['123', '456', '789', '012', '345'],
      tail: [],
      hiddenDigits: 0,
    });
  });

  it('hides the middle in whole groups and counts what it hides', () => {
    expect(shortenNumber('1234567890123456', 2)).toEqual({ head: ['1', '234'], tail: ['123', '456'], hiddenDigits: 6 });
  });

  it('accounts for every digit, shown or hidden', () => {
    for (let length = 1; length <= 60; length += 1) {
      const { head, tail, hiddenDigits } = shortenNumber('9'.repeat(length), 3);
      expect([...head, ...tail].join('').length + hiddenDigits).toBe(length);
    }
  });

  it('is written with narrow spaces and an ellipsis', () => {
    expect(shortenedText('18446744073709551557', 2)).toBe('18\u202f446 … 551\u202f557');
    expect(shortenedText('1234', 2)).toBe('1\u202f234');
  });
});

describe('suggestNumber', () => {
  it.each([
    [' 7 ', '7'],
    ['18 446\n744', '18446744'],
    ['+12', '12'],
    ['007', '7'],
    ['000', '0'],
    ['1,234,567', '1234567'],
    ["1'234'567", '1234567'],
    ['1.234.567', '1234567'],
    ['１２３', '123'],
  ])('finds in %j the number that was meant', (text, number) => {
    expect(suggestNumber(text, 1000)).toBe(number);
  });

  it.each(['-7', '3.14', '1,5', '12,34', '1,234.567', '0x10', '1e3', '', 'seven', '--', '7'])(
    'says nothing about %j rather than guess',
    (text) => {
      expect(suggestNumber(text, 1000)).toBeUndefined();
    },
  );

  it('never suggests what is too long, and does not read a text that is far too long', () => {
    expect(suggestNumber(` ${'7'.repeat(1001)}`, 1000)).toBeUndefined();
    expect(suggestNumber(' 7'.repeat(1_000_000), 1000)).toBeUndefined();
  });
});
