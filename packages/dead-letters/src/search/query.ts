import type { SEARCH_NUMBER_FIELDS, SEARCH_TEXT_FIELDS } from '@ballast/contracts/operators';

/** A search that was read: a tree of conditions. It holds no SQL. */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Query[] }
  | { readonly kind: 'not'; readonly term: Query }
  | Condition;

/** A condition of a search. */
export type Condition =
  /** The pattern occurs somewhere in what a letter says of itself. */
  | { readonly kind: 'text'; readonly pattern: Pattern }
  /** `error` and `message` contain the pattern, save where it is to be the whole; every other field is like it. */
  | { readonly kind: 'field'; readonly field: TextField; readonly pattern: Pattern; readonly isWhole: boolean }
  | { readonly kind: 'number'; readonly field: NumberField; readonly comparison: Comparison; readonly value: number }
  | { readonly kind: 'age'; readonly comparison: Inequality; readonly seconds: number }
  | { readonly kind: 'time'; readonly bound: 'after' | 'before'; readonly at: Date }
  | { readonly kind: 'payload'; readonly path: readonly string[]; readonly pattern: Pattern }
  | {
      readonly kind: 'payload_number';
      readonly path: readonly string[];
      readonly comparison: Inequality;
      readonly value: number;
    };

/** The literal pieces of a text between its wildcards: `['a', 'b']` is `a*b`, `['a']` has none. */
export type Pattern = readonly [string, ...string[]];

/** Which of two is larger. */
export type Inequality = '>' | '<' | '>=' | '<=';
/** How a number is compared. */
export type Comparison = '=' | Inequality;

/** A field that a search compares as text. */
export type TextField = (typeof SEARCH_TEXT_FIELDS)[number];
/** A field that a search compares as a number. */
export type NumberField = (typeof SEARCH_NUMBER_FIELDS)[number];
