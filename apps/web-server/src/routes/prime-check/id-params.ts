import { validate } from 'uuid';
import { z } from 'zod';
import { ProblemError } from '../../plugins/problem-error.ts';

/**
 * An id in a path, in the lower case in which ids are stored. What is no UUID cannot be found either: `assertFindable`
 * answers that with 404, not 400.
 */
export const IdParamsSchema = z.object({ id: z.string().toLowerCase().describe('The id from the 202 answer') });

/** Throws the 404 problem for an id that no request can have. */
export function assertFindable(id: string): void {
  if (!validate(id)) throw noSuchRequest();
}

export function noSuchRequest(): ProblemError {
  return new ProblemError('not_found', 'No request has this id.');
}
