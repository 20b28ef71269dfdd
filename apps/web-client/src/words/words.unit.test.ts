import { describe, expect, it } from 'vitest';
import { chooseLocale } from './locale.ts';

describe('chooseLocale', () => {
  it.each([
    [undefined, ['ja-JP', 'en'], 'ja'],
    [undefined, ['fr', 'JA'], 'ja'],
    [undefined, ['de-DE', 'en-GB', 'ja'], 'en'],
    [undefined, ['de'], 'en'],
    [undefined, [], 'en'],
    ['en', ['ja'], 'en'],
    ['ja', ['en'], 'ja'],
    ['xx', ['ja'], 'ja'],
  ] as const)('%s remembered, %s preferred: %s', (remembered, languages, locale) => {
    expect(chooseLocale(remembered, languages)).toBe(locale);
  });
});
