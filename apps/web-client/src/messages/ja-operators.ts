import type { enOperators } from './en-operators.ts';
import { audit } from './ja/audit.ts';
import { deadLetters } from './ja/dead-letters.ts';
import { operators } from './ja/operators.ts';
import { redrives } from './ja/redrives.ts';
import { rules } from './ja/rules.ts';
import type { Translated } from './translated.ts';

export const jaOperators = {
  audit,
  deadLetters,
  operators,
  redrives,
  rules,
} satisfies Translated<typeof enOperators>;
