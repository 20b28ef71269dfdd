import type { enOperators } from './en-operators.ts';
import { operators } from './ja/operators.ts';
import { redrives } from './ja/redrives.ts';
import type { Translated } from './translated.ts';

export const jaOperators = {
  operators,
  redrives,
} satisfies Translated<typeof enOperators>;
