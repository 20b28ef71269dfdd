import { enOperators } from '../messages/en-operators.ts';
import type { Catalogue } from '../words/words.ts';

/** The words of the operators' pages, in their chunk. */
export const operatorsCatalogue: Catalogue = {
  en: async () => enOperators,
  ja: async () => (await import('../messages/ja-operators.ts')).jaOperators,
};
