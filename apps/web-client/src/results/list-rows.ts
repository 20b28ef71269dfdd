import type { PrimeCheck } from '@ballast/contracts';
import type { Submission } from '../submissions/submission.ts';
import { isShown } from './results-filter.ts';
import type { ResultsState } from './results-state.ts';

/** One line of the list: a check, a submission that is none yet, or a check with the submission it came from. */
export type Row =
  | { readonly key: string; readonly check: PrimeCheck; readonly submission?: Submission }
  | { readonly key: string; readonly check?: undefined; readonly submission: Submission };

/** Whether two rows are drawn alike. */
export function isSameRow(a: Row, b: Row): boolean {
  return a.key === b.key && a.check === b.check && a.submission === b.submission;
}

/** Whether two lists are drawn alike. */
export function areSameRows(a: readonly Row[], b: readonly Row[]): boolean {
  return a.length === b.length && a.every((row, place) => isSameRow(row, b[place] as Row));
}

/**
 * The list, newest first: what is not accepted yet on top, then every check down to the floor, both as the filter has it.
 * What waits for its turn in a batch is no row; the batch counts it. A row keeps its key when its
 * submission is accepted, so it is the same row that changes.
 */
export function listRows(state: ResultsState): Row[] {
  const { filter, floor } = state;
  const open = state.submissions.filter(({ phase }) => phase.name !== 'accepted' && phase.name !== 'queued');
  const openShown = open.filter(({ number }) => filter.number === undefined || filter.number === number);
  const ownById = submissionsById(state);
  const checks = [...state.entries.values()]
    .filter(({ check }) => (floor === undefined || check.id >= floor) && isShown(filter, check))
    .filter((entry) => ownById.has(entry.check.id) || !open.some((one) => mayBeAnswerTo(one, entry)))
    // UUIDv7: the order of ids is the order of time, and the order the server pages by.
    .sort((a, b) => (a.check.id < b.check.id ? 1 : -1));
  return [
    ...(filter.shown === 'all' || filter.shown === 'checking' ? openShown : []).map((submission) => ({
      key: submission.key,
      submission,
    })),
    ...checks.map(({ check }) => {
      const submission = ownById.get(check.id);
      return submission === undefined ? { key: check.id, check } : { key: submission.key, check, submission };
    }),
  ];
}

/** The row of the last submission, or undefined before the first. */
export function latestOwnRow(state: ResultsState): Row | undefined {
  const submission = state.submissions[0];
  if (submission === undefined) return undefined;
  const check = submission.phase.name === 'accepted' ? state.entries.get(submission.phase.id)?.check : undefined;
  return check === undefined ? { key: submission.key, submission } : { key: submission.key, check, submission };
}

/** The checks that have no end yet, newest first: what is asked for again when events may have been missed. */
export function openIds(state: ResultsState, atMost: number): string[] {
  const ids = [...state.entries.values()].flatMap(({ check }) => (check.status === 'processing' ? [check.id] : []));
  return ids.sort().reverse().slice(0, atMost);
}

/** The newest check that is known. */
export function newestId(state: ResultsState): string | undefined {
  let newest: string | undefined;
  for (const id of state.entries.keys()) if (newest === undefined || id > newest) newest = id;
  return newest;
}

function submissionsById(state: ResultsState): Map<string, Submission> {
  return new Map(state.submissions.flatMap((one) => (one.phase.name === 'accepted' ? [[one.phase.id, one]] : [])));
}

/**
 * An event can overtake the answer that tells us the id. Until the answer is here, a new check of the same number is taken
 * for ours and not shown a second time.
 */
function mayBeAnswerTo(submission: Submission, entry: { check: PrimeCheck; since: number }): boolean {
  return entry.since > submission.since && entry.check.number === submission.number;
}
