import { expect, test } from 'vitest';
import { cutText } from './cut-text.ts';

test('text that fits stays as it is', () => {
  expect(cutText('abc', 3)).toBe('abc');
});

test('text that does not fit has the length asked for, and says so', () => {
  expect(cutText('abcd', 3)).toBe('ab…');
});

test('no character is cut in half', () => {
  expect(cutText('a😀b', 3)).toBe('a…');
});
