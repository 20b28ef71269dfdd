import { RE2JS } from 're2js';
import { ActError } from '../act-error.ts';

/** Of a message, as far as a pattern looks. */
const MATCHED_LENGTH = 4_000;

/** A compiled pattern over `<code>: <message>`. */
export interface ErrorPattern {
  matches(error: { readonly code: string | null; readonly message: string }): boolean;
}

/**
 * Compiles an operator's pattern. RE2 takes time in proportion to the text, whatever the pattern, so that no pattern can
 * stop the process; what it has not (look-around, back-references) is refused with what is wrong.
 *
 * @throws ActError `invalid_rule`
 */
export function compileErrorPattern(pattern: string): ErrorPattern {
  const compiled = compile(pattern);
  return {
    matches: ({ code, message }) => {
      const text = code === null ? message : `${code}: ${message}`;
      return compiled.matcher(text.slice(0, MATCHED_LENGTH)).find();
    },
  };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new ActError('invalid_rule', `The pattern is no regular expression (RE2): ${detail}.`, {
      field: 'error_pattern',
      cause: error,
    });
  }
}
