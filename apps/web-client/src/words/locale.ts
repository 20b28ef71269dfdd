/** The languages that there are catalogues of, by the tag that is also the document's `lang`. */
export const LOCALES = ['en', 'ja'] as const;
export type Locale = (typeof LOCALES)[number];

/** What was chosen before, or else the first language of the browser's that we have, or else English. */
export function chooseLocale(remembered: string | undefined, languages: readonly string[]): Locale {
  for (const tag of [remembered ?? '', ...languages]) {
    const language = tag.split('-', 1)[0]?.toLowerCase();
    const known = LOCALES.find((locale) => locale === language);
    if (known !== undefined) return known;
  }
  return 'en';
}
