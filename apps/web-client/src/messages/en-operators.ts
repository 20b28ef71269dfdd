import { deadLetters } from './en/dead-letters.ts';
import { frame } from './en/frame.ts';
import { limits } from './en/limits.ts';
import { operators } from './en/operators.ts';
import { redrives } from './en/redrives.ts';

/** The words of the operators' pages, by area. They are loaded with the first of these pages. */
export const enOperators = {
  deadLetters,
  frame,
  limits,
  operators,
  redrives,
} as const;
