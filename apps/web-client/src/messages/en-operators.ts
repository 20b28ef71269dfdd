import { audit } from './en/audit.ts';
import { deadLetters } from './en/dead-letters.ts';
import { operators } from './en/operators.ts';
import { redrives } from './en/redrives.ts';
import { rules } from './en/rules.ts';

/** The words of the operators' pages, by area. They are loaded with the first of these pages. */
export const enOperators = {
  audit,
  deadLetters,
  operators,
  redrives,
  rules,
} as const;
