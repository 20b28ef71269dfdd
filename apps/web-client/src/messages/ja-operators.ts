import type { enOperators } from './en-operators.ts';
import { deadLetters } from './ja/dead-letters.ts';
import { letterActs } from './ja/letter-acts.ts';
import { operators } from './ja/operators.ts';
import { redrives } from './ja/redrives.ts';
import type { Translated } from './translated.ts';

export const jaOperators = {
  deadLetters,
  letterActs,
  operators,
  redrives,
} satisfies Translated<typeof enOperators>;
