import { type Cell, createCell, type ReadableCell } from '../session/cell.ts';
import { chooseLocale, type Locale } from './locale.ts';
import { readRemembered, remember } from './remembered.ts';

const REMEMBERED = 'ballast:language';

/** Areas, by name. They are typed where they are read: see `words-provider.tsx`. */
type Areas = Readonly<Record<string, object>>;

/** Areas that are loaded together, in each language: those of a chunk of the page. */
export type Catalogue = Readonly<Record<Locale, () => Promise<Areas>>>;

interface Spoken {
  readonly locale: Locale;
  readonly areas: Areas;
}

/** The language of the page and all words of it that were loaded. It changes as a whole, once the new words are there. */
export interface Words extends ReadableCell<Spoken> {
  /** Changes the language, and remembers it. */
  choose(locale: Locale): Promise<void>;
  /** Adds areas, now and in each language that is chosen later. The same catalogue gives the same promise. */
  include(catalogue: Catalogue): Promise<void>;
}

/** The words of `catalogue` in the language that fits this browser. Resolves when the page can be drawn. */
export async function openWords(catalogue: Catalogue): Promise<Words> {
  const included = new Map<Catalogue, Promise<void>>();
  const catalogues = new Set([catalogue]);
  const spoken: Cell<Spoken> = createCell(await loadFirst(catalogue));
  document.documentElement.lang = spoken.get().locale;
  let chosen = spoken.get().locale;

  async function speak(): Promise<void> {
    // Loading takes time in which another language may be chosen or areas come in: only what is still wanted is said.
    const [locale, size] = [chosen, catalogues.size];
    const areas = await load(catalogues, locale);
    if (chosen !== locale || catalogues.size !== size) return speak();
    spoken.set({ locale, areas });
    document.documentElement.lang = locale;
  }

  return {
    get: spoken.get,
    subscribe: spoken.subscribe,
    async choose(locale) {
      chosen = locale;
      remember(REMEMBERED, locale);
      try {
        await speak();
      } catch (error) {
        // What comes in later is to be in the language that the page has, not in the one that cannot be loaded.
        if (chosen === locale) chosen = spoken.get().locale;
        throw error;
      }
    },
    include(more) {
      const before = included.get(more);
      if (before !== undefined) return before;
      catalogues.add(more);
      const added = speak();
      included.set(more, added);
      return added;
    },
  };
}

/** A page in another language is better than none. */
async function loadFirst(catalogue: Catalogue): Promise<Spoken> {
  const locale = chooseLocale(readRemembered(REMEMBERED), navigator.languages);
  try {
    return { locale, areas: await catalogue[locale]() };
  } catch {
    return { locale: 'en', areas: await catalogue.en() };
  }
}

async function load(catalogues: Iterable<Catalogue>, locale: Locale): Promise<Areas> {
  return Object.assign({}, ...(await Promise.all([...catalogues].map((one) => one[locale]()))));
}
