import { createContext, type ReactNode, use, useSyncExternalStore } from 'react';
import { IntlProvider, type Messages } from 'use-intl';
import type { en } from '../messages/en.ts';
import type { enOperators } from '../messages/en-operators.ts';
import type { Locale } from './locale.ts';
import type { Words } from './words.ts';

declare module 'use-intl' {
  /** Every area. What a page asks for that is not in the English catalogue does not compile. */
  interface AppConfig {
    Locale: Locale;
    Messages: typeof en & typeof enOperators;
  }
}

const WordsContext = createContext<Words | undefined>(undefined);
const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Gives `useTranslations('<area>')` its words, in the language that is chosen. */
export function WordsProvider({ words, children }: { words: Words; children: ReactNode }) {
  const { locale, areas } = useSyncExternalStore(words.subscribe, words.get);
  return (
    <WordsContext value={words}>
      {/* Other languages have the same keys, which their catalogues' types hold; those of pages not yet opened are not there. */}
      <IntlProvider locale={locale} messages={areas as Partial<Messages>} timeZone={timeZone}>
        {children}
      </IntlProvider>
    </WordsContext>
  );
}

/** @throws Error outside a `WordsProvider`. */
export function useWords(): Words {
  const words = use(WordsContext);
  if (words === undefined) throw new Error('useWords needs a WordsProvider around it');
  return words;
}
