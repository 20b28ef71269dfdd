import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseLocale } from './locale.ts';
import { openWords } from './words.ts';

afterEach(() => vi.unstubAllGlobals());

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

describe('a language that cannot be loaded', () => {
  it('leaves the page in the one it has, and what comes in later as well', async () => {
    vi.stubGlobal('document', { documentElement: { lang: '' } });
    vi.stubGlobal('navigator', { languages: ['en'] });
    const away = () => Promise.reject(new Error('away'));
    const words = await openWords({ en: async () => ({ page: { word: 'word' } }), ja: away });
    await expect(words.choose('ja')).rejects.toThrow('away');
    await words.include({ en: async () => ({ more: { word: 'more' } }), ja: away });
    expect(words.get()).toEqual({ locale: 'en', areas: { page: { word: 'word' }, more: { word: 'more' } } });
  });
});
