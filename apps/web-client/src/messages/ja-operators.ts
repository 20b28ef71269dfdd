import type { enOperators } from './en-operators.ts';
import { operators } from './ja/operators.ts';
import type { Translated } from './translated.ts';

export const jaOperators = {
  operators,
} satisfies Translated<typeof enOperators>;
