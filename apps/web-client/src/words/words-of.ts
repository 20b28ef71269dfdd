import type { Messages, NamespaceKeys, NestedKeyOf, useTranslations } from 'use-intl';

/** What `useTranslations(area)` gives, for what is no component and is handed the words. */
export type WordsOf<Area extends NamespaceKeys<Messages, NestedKeyOf<Messages>>> = ReturnType<
  typeof useTranslations<Area>
>;
