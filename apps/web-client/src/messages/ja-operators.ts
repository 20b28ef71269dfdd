import type { enOperators } from './en-operators.ts';
import { deadLetters } from './ja/dead-letters.ts';
import { frame } from './ja/frame.ts';
import { limits } from './ja/limits.ts';
import { operators } from './ja/operators.ts';
import { redrives } from './ja/redrives.ts';
import type { Translated } from './translated.ts';

export const jaOperators = {
  deadLetters,
  frame,
  limits,
  operators,
  redrives,
} satisfies Translated<typeof enOperators>;
