import type { QueryFault } from '@ballast/contracts';

/** What stands at the fault, in English. */
export function describeFound({ found }: QueryFault): string {
  if (found === undefined) return 'the end';
  if (found.trim() === '') return 'a space';
  return found === '"' ? `'"'` : `"${found}"`;
}

/** What could have stood there, in English. */
export function describeExpected(fault: QueryFault): string {
  const { field, most } = fault;
  const opened = `character ${(fault.opened_at ?? 0) + 1}`;
  const choices = (fault.choices ?? []).join(', ');
  switch (fault.code) {
    case 'condition_expected':
      return 'a condition';
    case 'end_expected':
      return 'AND, OR or the end';
    case 'parenthesis_open':
      return `a ) for the ( of ${opened}`;
    case 'quote_open':
      return `a quote that ends the one of ${opened}`;
    case 'escape_open':
      return 'the character that \\ makes literal';
    case 'value_missing':
      return `a value for ${field}`;
    case 'unknown_field':
      return `a field (${choices}), or quotes around the text`;
    case 'bad_operator':
      return `${(fault.choices ?? []).join(' or ')}${field?.toLowerCase() === 'age' ? ', as in age:>1h' : ''} after ${field}`;
    case 'not_in_list':
      return `one of ${choices} for ${field}`;
    case 'not_whole_number':
      return `a whole number for ${field}`;
    case 'not_number':
      return `a number for ${field}`;
    case 'not_duration':
      return `a time such as 30m, 1h30m or 2d for ${field}`;
    case 'not_moment':
      return `a date, or a time such as 2026-01-31T10:00:00Z for ${field}`;
    case 'too_long':
      return `at most ${most} characters`;
    case 'too_many_conditions':
      return `at most ${most} conditions`;
    case 'too_deep':
      return `at most ${most} levels`;
    case 'too_many_wildcards':
      return `at most ${most} wildcards in a word`;
  }
}
