import { ProblemError } from '../../plugins/problem-error.ts';

export function noSuchJob(): ProblemError {
  return new ProblemError('not_found', 'No redrive job has this id.');
}
