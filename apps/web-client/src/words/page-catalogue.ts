import { en } from '../messages/en.ts';
import type { Catalogue } from './words.ts';

/** The words of the pages for everybody: English comes with the page, another language as a chunk of its own. */
export const pageCatalogue: Catalogue = {
  en: async () => en,
  ja: async () => (await import('../messages/ja.ts')).ja,
};
