import { deadLetters } from './en/dead-letters.ts';
import { letterActs } from './en/letter-acts.ts';
import { operators } from './en/operators.ts';
import { redrives } from './en/redrives.ts';

/** The words of the operators' pages, by area. They are loaded with the first of these pages. */
export const enOperators = {
  deadLetters,
  letterActs,
  operators,
  redrives,
} as const;
