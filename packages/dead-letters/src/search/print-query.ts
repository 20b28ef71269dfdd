import type { Condition, Pattern, Query } from './query.ts';

/** Writes a query as a text that `parseQuery` reads as the same one. */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case 'all':
      return '';
    case 'or':
      return query.terms.map(printQuery).join(' OR ');
    case 'and':
      return query.terms.map((term) => (term.kind === 'or' ? `(${printQuery(term)})` : printQuery(term))).join(' ');
    case 'not':
      return `NOT ${'terms' in query.term ? `(${printQuery(query.term)})` : printQuery(query.term)}`;
    default:
      return printCondition(query);
  }
}

function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'text':
      return printPattern(condition.pattern);
    case 'field':
      return `${condition.field}${condition.isWhole ? '=' : ':'}${printPattern(condition.pattern)}`;
    case 'number':
      return `${condition.field}${condition.comparison}${condition.value}`;
    case 'age':
      return `age:${condition.comparison}${printDuration(condition.seconds)}`;
    case 'time':
      return `${condition.bound}:${condition.at.toISOString()}`;
    case 'payload':
      return `${printPath(condition.path)}:${printPattern(condition.pattern)}`;
    case 'payload_number':
      return `${printPath(condition.path)}${condition.comparison}${condition.value}`;
  }
}

const PLAIN_WORD = /^(?!(?:AND|OR|NOT)$)[A-Za-z0-9_][A-Za-z0-9_./@-]*$/;

function printPattern(pattern: Pattern): string {
  if (pattern.length > 1) return pattern.map((piece) => piece.replace(/[\s()"*\\:=<>-]/g, '\\$&')).join('*');
  const [literal] = pattern;
  return PLAIN_WORD.test(literal) ? literal : `"${literal.replace(/["\\]/g, '\\$&')}"`;
}

function printPath(path: readonly string[]): string {
  return ['payload', ...path].join('.');
}

function printDuration(seconds: number): string {
  if (seconds > 0 && seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  if (seconds > 0 && seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  if (seconds > 0 && seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}
