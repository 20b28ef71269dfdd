import type { z } from 'zod';
import type { Variable } from './read-variables.ts';

/** Puts one fault into plain words: the variable, what it must be, and what it is (unless it is a secret). */
export function describeIssue(issue: z.core.$ZodIssue, variable: Variable): string {
  if (variable.value === undefined && issue.code !== 'custom') return `${variable.name} is not set`;
  const given =
    variable.secret === undefined && variable.value !== undefined ? ` (it is "${shorten(variable.value)}")` : '';
  return `${variable.name} ${inWords(issue)}${given}`;
}

function inWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' ? `must have at least ${issue.minimum} characters` : issue.message;
    case 'too_big':
      return issue.origin === 'string' ? `must have at most ${issue.maximum} characters` : issue.message;
    default:
      return issue.message;
  }
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
