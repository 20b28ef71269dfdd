import {
  DEAD_LETTER_GROUP_STATES,
  DEAD_LETTER_STATUSES,
  type DeadLetter,
  type DeadLetterGroup,
} from '@ballast/contracts/operators';

/** What of the dashboard stands in its address: what is looked for, and what is open. */
export interface Address {
  /** In the search language. */
  readonly q: string;
  readonly state: DeadLetter['status'] | 'all';
  /** A fingerprint; `all` for every letter; undefined before anything was chosen, which lists every letter too. */
  readonly group: string | undefined;
  /** Which groups stand on the left. */
  readonly groups: DeadLetterGroup['status'];
  readonly letter: string | undefined;
  readonly charts: boolean;
}

export const LETTER_STATES = [...DEAD_LETTER_STATUSES, 'all'] as const satisfies readonly Address['state'][];

export function readAddress(search: string): Address {
  const given = new URLSearchParams(search);
  return {
    q: given.get('q') ?? '',
    state: LETTER_STATES.find((one) => one === given.get('state')) ?? 'pending',
    group: given.get('group') ?? undefined,
    groups: DEAD_LETTER_GROUP_STATES.find((one) => one === given.get('groups')) ?? 'active',
    letter: given.get('letter') ?? undefined,
    charts: given.has('charts'),
  };
}

/** What is as it is at first is left out. */
export function writeAddress({ q, state, group, groups, letter, charts }: Address): string {
  const written = new URLSearchParams();
  if (group !== undefined) written.set('group', group);
  if (q !== '') written.set('q', q);
  if (state !== 'pending') written.set('state', state);
  if (groups !== 'active') written.set('groups', groups);
  if (letter !== undefined) written.set('letter', letter);
  if (charts) written.set('charts', '');
  const text = written.toString();
  return text === '' ? '' : `?${text}`;
}

/** What the list asks the server for. */
export function listParameters({ q, state, group }: Address): URLSearchParams {
  const parameters = new URLSearchParams();
  if (q !== '') parameters.set('q', q);
  if (state !== 'all') parameters.set('status', state);
  if (group !== undefined && group !== 'all') parameters.set('group', group);
  return parameters;
}

/**
 * All that an act can be about, of what is listed: pending letters, no newer than the newest that was seen. What comes in
 * between a look at the list and the act was seen by nobody, and is not touched.
 */
export function upToNewest(address: Address, letters: readonly Pick<DeadLetter, 'dlq_created_at'>[]): Address {
  const newest = Math.max(...letters.map(({ dlq_created_at: at }) => Date.parse(at)));
  const before = `before:${new Date(newest + 1).toISOString()}`;
  return {
    ...address,
    state: address.state === 'all' ? 'pending' : address.state,
    q: address.q.trim() === '' ? before : `(${address.q}) ${before}`,
  };
}

/**
 * The same as one query in the search language, for acts on all that the list finds. What was typed stands in parentheses
 * of its own: an OR in it, however it is written, must not reach over the group and the state.
 */
export function wholeQuery({ q, state, group }: Address): string {
  return [
    group !== undefined && group !== 'all' && `group:${group}`,
    state !== 'all' && `status:${state}`,
    q.trim() !== '' && `(${q})`,
  ]
    .filter((part) => part !== false)
    .join(' ');
}
