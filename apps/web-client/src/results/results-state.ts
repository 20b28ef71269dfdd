import type { PrimeCheck, PrimeCheckList } from '@ballast/contracts';
import type { Submission, SubmissionPhase } from '../submissions/submission.ts';
import { type Entry, mergeCheck } from './merge-check.ts';
import { EVERYTHING, isShown, type ResultsFilter } from './results-filter.ts';

/** How many results that were told of but are on no page of the list are kept, before its pages are fetched anew. */
export const MAX_UNLISTED = 500;

/** A page of the list, with the page's clock when it was asked for. */
export interface ListedPage extends PrimeCheckList {
  readonly asOf: number;
}

export interface ResultsState {
  /** Counts the news that arrived; what is older and what is newer on this page is told by it. */
  readonly clock: number;
  readonly entries: ReadonlyMap<string, Entry>;
  /** This page's own, newest first. */
  readonly submissions: readonly Submission[];
  /** What the list is of. */
  readonly filter: ResultsFilter;
  /** The oldest id down to which the list is without gaps; undefined when it is known to its end. */
  readonly floor: string | undefined;
  readonly listed: boolean;
  /** How many entries the list's pages held. */
  readonly listedCount: number;
  /** More arrived than is kept: what is shown has a gap until the list is fetched from its top. */
  readonly overflowed: boolean;
}

export type ResultsAction =
  | { readonly type: 'told'; readonly checks: readonly PrimeCheck[] }
  | { readonly type: 'fetched'; readonly checks: readonly PrimeCheck[]; readonly asOf: number }
  | { readonly type: 'listed'; readonly pages: readonly ListedPage[] }
  /** The list is to be of something else now, and is not known yet. */
  | { readonly type: 'filtered'; readonly filter: ResultsFilter }
  | { readonly type: 'submitted'; readonly submissions: readonly Omit<Submission, 'since'>[] }
  | { readonly type: 'moved'; readonly key: string; readonly phase: SubmissionPhase }
  | { readonly type: 'accepted'; readonly key: string; readonly check: PrimeCheck; readonly asOf: number }
  | { readonly type: 'withdrawn'; readonly key: string }
  /** All that was heard of belongs to somebody else than who looks at the page now; submissions stay. */
  | { readonly type: 'forgotten' };

export const EMPTY_RESULTS: ResultsState = {
  clock: 0,
  entries: new Map(),
  submissions: [],
  filter: EVERYTHING,
  floor: undefined,
  listed: false,
  listedCount: 0,
  overflowed: false,
};

export function reduceResults(state: ResultsState, action: ResultsAction): ResultsState {
  const clock = state.clock + 1;
  switch (action.type) {
    case 'told':
      return trim({ ...state, clock, entries: mergeAll(state, clock, ofInterest(state, action.checks), clock) });
    case 'fetched':
      return { ...state, clock, entries: mergeAll(state, clock, action.checks, action.asOf) };
    case 'listed':
      return takeList(state, clock, action.pages);
    case 'filtered': {
      const own = ownIds(state);
      const entries = new Map([...state.entries].filter(([id]) => own.has(id)));
      return { ...EMPTY_RESULTS, clock, entries, submissions: state.submissions, filter: action.filter };
    }
    case 'submitted': {
      const added = action.submissions.map((one) => ({ ...one, since: clock }));
      return { ...state, clock, submissions: [...added, ...state.submissions] };
    }
    case 'moved':
      return { ...state, clock, submissions: move(state.submissions, action.key, action.phase) };
    case 'accepted': {
      const entries = mergeAll(state, clock, [action.check], action.asOf);
      const phase: SubmissionPhase = { name: 'accepted', id: action.check.id };
      return { ...state, clock, entries, submissions: move(state.submissions, action.key, phase) };
    }
    case 'withdrawn':
      return { ...state, clock, submissions: state.submissions.filter((one) => one.key !== action.key) };
    case 'forgotten':
      return { ...EMPTY_RESULTS, clock, submissions: state.submissions, filter: state.filter };
  }
}

/** Whether two states differ in nothing but how fresh what they know is. */
export function looksTheSame(before: ResultsState, after: ResultsState): boolean {
  const { clock: _before, entries: known, ...rest } = before;
  const { clock: _after, entries, ...restAfter } = after;
  if (Object.entries(rest).some(([field, value]) => restAfter[field as keyof typeof rest] !== value)) return false;
  if (entries.size !== known.size) return false;
  for (const [id, { check }] of entries) if (known.get(id)?.check !== check) return false;
  return true;
}

function mergeAll(state: ResultsState, clock: number, checks: readonly PrimeCheck[], asOf: number): Map<string, Entry> {
  return mergeInto(new Map(state.entries), clock, checks, asOf);
}

function mergeInto(entries: Map<string, Entry>, clock: number, checks: readonly PrimeCheck[], asOf: number) {
  for (const check of checks) entries.set(check.id, mergeCheck(entries.get(check.id), check, asOf, clock));
  return entries;
}

/** Of what is told: what is known already, what the list shows, and what may be the answer to a submission under way. */
function ofInterest(state: ResultsState, checks: readonly PrimeCheck[]): readonly PrimeCheck[] {
  const { entries, filter, submissions } = state;
  const mayBeOwn = (check: PrimeCheck) =>
    submissions.some(({ phase, number }) => phase.name !== 'accepted' && number === check.number);
  return checks.filter((check) => isShown(filter, check) || entries.has(check.id) || mayBeOwn(check));
}

function move(submissions: readonly Submission[], key: string, phase: SubmissionPhase): Submission[] {
  return submissions.map((one) => (one.key === key ? { ...one, phase } : one));
}

/** The pages as they now are: what lies below them and is not this page's own is forgotten. */
function takeList(state: ResultsState, clock: number, pages: readonly ListedPage[]): ResultsState {
  const last = pages.at(-1);
  const floor = last === undefined || last.next_cursor === null ? undefined : last.items.at(-1)?.id;
  const entries = new Map(state.entries);
  for (const page of pages) mergeInto(entries, clock, page.items, page.asOf);
  const own = ownIds(state);
  const listedCount = pages.reduce((count, page) => count + page.items.length, 0);
  const isListed = (id: string, { check }: Entry) =>
    (floor === undefined || id >= floor) && isShown(state.filter, check);
  const kept = [...entries].filter(([id, entry]) => isListed(id, entry) || own.has(id));
  return { ...state, clock, entries: new Map(kept), floor, listed: true, listedCount, overflowed: false };
}

/**
 * Bounds what a flood of events can pile up. The oldest go, own ones never, and the floor rises with them: the list gets
 * shorter at its end but keeps no gap, and the state says that the pages have to be fetched anew.
 */
function trim(state: ResultsState): ResultsState {
  if (!state.listed || state.entries.size <= state.listedCount + MAX_UNLISTED) return state;
  const own = ownIds(state);
  const newestFirst = [...state.entries].sort(([a], [b]) => (a < b ? 1 : -1));
  const floor = newestFirst[MAX_UNLISTED - 1]?.[0];
  const kept = newestFirst.filter(([id], place) => place < MAX_UNLISTED || own.has(id));
  return { ...state, entries: new Map(kept), floor, overflowed: true };
}

/** The ids of what was submitted on this page. */
function ownIds(state: ResultsState): Set<string> {
  return new Set(state.submissions.flatMap((one) => (one.phase.name === 'accepted' ? [one.phase.id] : [])));
}
