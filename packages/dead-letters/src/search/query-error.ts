import type { QueryFault } from '@ballast/contracts';
import { describeExpected, describeFound } from './describe-query-fault.ts';

/** A text that is no query: where, what stands there, and what could have. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code = 'invalid_query';
  /** Characters (UTF-16 units) before the fault: where a caret goes. */
  readonly position: number;
  readonly fault: QueryFault;

  constructor(position: number, fault: QueryFault) {
    super(`At character ${position + 1}: expected ${describeExpected(fault)}, found ${describeFound(fault)}.`);
    this.position = position;
    this.fault = fault;
  }
}
