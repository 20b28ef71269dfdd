import { audit } from './en/audit.ts';
import { deadLetters } from './en/dead-letters.ts';
import { frame } from './en/frame.ts';
import { letterActs } from './en/letter-acts.ts';
import { limits } from './en/limits.ts';
import { operators } from './en/operators.ts';
import { redrives } from './en/redrives.ts';
import { rules } from './en/rules.ts';
import { status } from './en/status.ts';

/** The words of the operators' pages, by area. They are loaded with the first of these pages. */
export const enOperators = {
  audit,
  deadLetters,
  letterActs,
  frame,
  limits,
  operators,
  redrives,
  rules,
  status,
} as const;
