import type { PrimeCheck } from '@ballast/contracts';
import { describe, expect, it, vi } from 'vitest';
import { latestOwnRow, listRows, openIds } from './list-rows.ts';
import { EMPTY_RESULTS, MAX_UNLISTED, type ResultsAction, type ResultsState, reduceResults } from './results-state.ts';
import { createResultsStore } from './results-store.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

function check(n: number, rest: Partial<PrimeCheck> = {}): PrimeCheck {
  return { id: id(n), number: String(n), status: 'processing', created_at: '2026-11-23T12:00:00.000Z', ...rest };
}

const DECIDED = {
  status: 'completed',
  is_prime: true,
  certainty: 'proven',
  completed_at: '2026-11-23T12:00:00.038Z',
} as const;

function play(actions: readonly ResultsAction[], from: ResultsState = EMPTY_RESULTS): ResultsState {
  return actions.reduce(reduceResults, from);
}

const told = (...checks: PrimeCheck[]): ResultsAction => ({ type: 'told', checks });
const listed = (asOf: number, items: PrimeCheck[], next: string | null = null): ResultsAction => ({
  type: 'listed',
  pages: [{ items, next_cursor: next, asOf }],
});
const submitted = (key: string, number: string): ResultsAction => ({
  type: 'submitted',
  submissions: [{ key, number, email: undefined, submittedAt: 0, phase: { name: 'sending' } }],
});

describe('what arrives late', () => {
  it('a verdict is never replaced by an older "processing", by whatever way that comes', () => {
    const decided = play([told(check(1)), told(check(1, DECIDED))]);
    for (const late of [
      told(check(1)),
      listed(decided.clock, [check(1)]),
      { type: 'fetched', checks: [check(1)], asOf: decided.clock } as const,
      { type: 'accepted', key: 'k', check: check(1), asOf: decided.clock } as const,
    ]) {
      expect(play([late], decided).entries.get(id(1))?.check).toMatchObject(DECIDED);
    }
  });

  it('an answer that was asked for before an event came does not undo the event', () => {
    const redriven = play([told(check(1, { status: 'failed' })), told(check(1))]);
    const late: ResultsAction = { type: 'fetched', checks: [check(1, { status: 'failed' })], asOf: redriven.clock - 1 };
    expect(play([late], redriven).entries.get(id(1))?.check.status).toBe('processing');
  });

  it('an answer that was asked for after it is the newer one', () => {
    const open = play([told(check(1))]);
    const answer: ResultsAction = { type: 'fetched', checks: [check(1, { status: 'failed' })], asOf: open.clock };
    expect(play([answer], open).entries.get(id(1))?.check.status).toBe('failed');
  });

  it('a failed check is open again when it is redriven, and completes', () => {
    const state = play([told(check(1, { status: 'failed' })), told(check(1))]);
    expect(openIds(state, 10)).toEqual([id(1)]);
    expect(play([told(check(1, DECIDED))], state).entries.get(id(1))?.check.status).toBe('completed');
  });

  it('a verdict told again without the id of its mail keeps that id', () => {
    const state = play([told(check(1, { ...DECIDED, message_id: '<m@x>' })), told(check(1, DECIDED))]);
    expect(state.entries.get(id(1))?.check.message_id).toBe('<m@x>');
  });

  it('an event that came while the list was being fetched stays in the list', () => {
    const state = play([told(check(9, DECIDED)), listed(0, [check(5), check(4)])]);
    expect(listRows(state).map((row) => row.key)).toEqual([id(9), id(5), id(4)]);
  });
});

describe('what is told again', () => {
  it('calls nobody, and is known to be as fresh as it is', () => {
    const store = createResultsStore();
    const listener = vi.fn();
    store.subscribe(listener);
    store.dispatch(told(check(1)));
    const shown = store.getShown();
    store.dispatch(told(check(1)));
    expect(listener).toHaveBeenCalledTimes(1);
    expect(store.getShown()).toBe(shown);
    // Asked for before the second event: it does not undo what that said.
    store.dispatch({ type: 'fetched', checks: [check(1, { status: 'failed' })], asOf: store.getState().clock - 1 });
    expect(store.getShown()).toBe(shown);
    store.dispatch(told(check(1, DECIDED)));
    expect(listener).toHaveBeenCalledTimes(2);
    expect(store.getShown()).toBe(store.getState());
  });

  it('is the same object, so that nothing is drawn again', () => {
    const state = play([told(check(1, DECIDED))]);
    const again = play([told(check(1, DECIDED)), { type: 'fetched', checks: [check(1, DECIDED)], asOf: 9 }], state);
    expect(again.entries.get(id(1))?.check).toBe(state.entries.get(id(1))?.check);
  });

  it('is fresher knowledge all the same', () => {
    const state = play([told(check(1)), told(check(1))]);
    const late: ResultsAction = { type: 'fetched', checks: [check(1, { status: 'failed' })], asOf: state.clock - 1 };
    expect(play([late], state).entries.get(id(1))?.check.status).toBe('processing');
  });
});

describe('the list', () => {
  it('ends where the fetched pages end, so that it has no gap', () => {
    const state = play([listed(0, [check(9), check(8)], 'more'), told(check(3, DECIDED)), told(check(10))]);
    expect(listRows(state).map((row) => row.key)).toEqual([id(10), id(9), id(8)]);
  });

  it('reaches down to everything when the last page has been fetched', () => {
    const state = play([listed(0, [check(9)]), told(check(3))]);
    expect(listRows(state).map((row) => row.key)).toEqual([id(9), id(3)]);
  });

  it('is bounded under a flood of events, says so, and is whole again when it is fetched', () => {
    const flood = Array.from({ length: MAX_UNLISTED * 3 }, (_, n) => check(1_000 + n, DECIDED));
    const flooded = play([listed(0, [check(1)], 'more'), ...flood.map((one) => told(one))]);
    expect(flooded.entries.size).toBeLessThanOrEqual(MAX_UNLISTED + 1);
    expect(flooded.overflowed).toBe(true);
    expect(listRows(flooded)[0]?.key).toBe(id(1_000 + MAX_UNLISTED * 3 - 1));
    expect(play([listed(flooded.clock, flood.slice(-50).reverse(), 'more')], flooded).overflowed).toBe(false);
  });

  it('never loses what was submitted on this page to a flood', () => {
    const flood = Array.from({ length: MAX_UNLISTED * 3 }, (_, n) => check(1_000 + n, DECIDED));
    const state = play([
      listed(0, []),
      submitted('k', '7'),
      { type: 'accepted', key: 'k', check: check(7), asOf: 1 },
      ...flood.map((one) => told(one)),
    ]);
    expect(latestOwnRow(state)?.check?.id).toBe(id(7));
  });
});

describe('a submission', () => {
  it('stands on top at once and stays the same row when it is accepted and decided', () => {
    const sent = play([listed(0, [check(1)]), submitted('k', '42')]);
    expect(listRows(sent).map((row) => row.key)).toEqual(['k', id(1)]);
    const accepted = play([{ type: 'accepted', key: 'k', check: check(2, { number: '42' }), asOf: sent.clock }], sent);
    expect(listRows(accepted).map((row) => row.key)).toEqual(['k', id(1)]);
    const decided = play([told(check(2, { number: '42', ...DECIDED }))], accepted);
    expect(listRows(decided).map((row) => [row.key, row.check?.is_prime])).toEqual([
      ['k', true],
      [id(1), undefined],
    ]);
  });

  it('is not shown twice when its event overtakes its answer, and takes the verdict of that event', () => {
    const overtaken = play([submitted('k', '42'), told(check(2, { number: '42', ...DECIDED }))]);
    expect(listRows(overtaken)).toHaveLength(1);
    const answered = play([{ type: 'accepted', key: 'k', check: check(2, { number: '42' }), asOf: 1 }], overtaken);
    expect(listRows(answered)).toHaveLength(1);
    expect(latestOwnRow(answered)?.check?.status).toBe('completed');
  });

  it('hides no older check of the same number', () => {
    const state = play([told(check(1, { number: '42', ...DECIDED })), submitted('k', '42')]);
    expect(listRows(state)).toHaveLength(2);
  });

  it('is gone when it is withdrawn', () => {
    expect(listRows(play([submitted('k', '42'), { type: 'withdrawn', key: 'k' }]))).toEqual([]);
  });
});
