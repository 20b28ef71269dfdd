/** A search that was read: a tree of conditions. It holds no SQL, and can be printed as a text that reads the same. */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Query[] }
  | { readonly kind: 'not'; readonly term: Query }
  | Condition;

export type Condition =
  /** The pattern occurs somewhere in the letter's text. */
  | { readonly kind: 'text'; readonly pattern: Pattern }
  /** The field is like the pattern; fields of prose contain it, unless `isWhole`. */
  | { readonly kind: 'field'; readonly field: TextField; readonly pattern: Pattern; readonly isWhole: boolean }
  | { readonly kind: 'number'; readonly field: NumberField; readonly comparison: Comparison; readonly value: number }
  | { readonly kind: 'age'; readonly comparison: Exclude<Comparison, '='>; readonly seconds: number }
  | { readonly kind: 'time'; readonly bound: 'after' | 'before'; readonly at: Date }
  | {
      readonly kind: 'payload';
      readonly path: readonly string[];
      readonly comparison: Comparison;
      readonly pattern: Pattern;
    };

/** The literal pieces of a text between its wildcards: `['a', 'b']` is `a*b`, `['a']` has none. */
export type Pattern = readonly [string, ...string[]];

export type Comparison = '=' | '>' | '<' | '>=' | '<=';

export const TEXT_FIELDS = [
  'error',
  'code',
  'type',
  'subject',
  'status',
  'id',
  'message',
  'group',
  'family',
  'worker',
  'consumer',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

export const NUMBER_FIELDS = ['generation', 'attempts', 'retries'] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];
