/** A text that is no query: where, what stands there, and what could have. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code = 'invalid_query';
  /** Characters (UTF-16 units) before the fault: where a caret goes. */
  readonly position: number;
  readonly found: string;
  readonly expected: string;

  constructor(position: number, found: string, expected: string) {
    super(`At character ${position + 1}: expected ${expected}, found ${found}.`);
    this.position = position;
    this.found = found;
    this.expected = expected;
  }
}
