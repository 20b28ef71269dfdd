import type { enOperators } from './en-operators.ts';
import { deadLetters } from './ja/dead-letters.ts';
import { limits } from './ja/limits.ts';
import { operators } from './ja/operators.ts';
import { redrives } from './ja/redrives.ts';
import { status } from './ja/status.ts';
import type { Translated } from './translated.ts';

export const jaOperators = {
  deadLetters,
  limits,
  operators,
  redrives,
  status,
} satisfies Translated<typeof enOperators>;
