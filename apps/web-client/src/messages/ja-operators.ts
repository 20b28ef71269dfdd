import type { enOperators } from './en-operators.ts';
import { audit } from './ja/audit.ts';
import { deadLetters } from './ja/dead-letters.ts';
import { frame } from './ja/frame.ts';
import { letterActs } from './ja/letter-acts.ts';
import { limits } from './ja/limits.ts';
import { operators } from './ja/operators.ts';
import { redrives } from './ja/redrives.ts';
import { rules } from './ja/rules.ts';
import { status } from './ja/status.ts';
import type { Translated } from './translated.ts';

export const jaOperators = {
  audit,
  deadLetters,
  letterActs,
  frame,
  limits,
  operators,
  redrives,
  rules,
  status,
} satisfies Translated<typeof enOperators>;
