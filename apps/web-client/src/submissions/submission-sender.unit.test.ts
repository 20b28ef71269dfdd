import type { Problem } from '@ballast/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/api-error.ts';
import { createResultsStore } from '../results/results-store.ts';
import { createSubmissionSender } from './submission-sender.ts';

const ACCEPTED = {
  id: '00000000-0000-7000-8000-000000000001',
  number: '7',
  status: 'processing',
  created_at: '2026-11-23T12:00:00.000Z',
  trace_id: 'f'.repeat(32),
} as const;

const unreachable = () => new ApiError('unreachable', 'no answer');
function refused(status: number, code: Problem['code'], rest: { retryAfterMs?: number; message?: string } = {}) {
  const errors = rest.message === undefined ? undefined : [{ field: 'number', message: rest.message }];
  const problem = { type: 'about:blank', title: 'Refused', status, code, ...(errors && { errors }) };
  return new ApiError('refused', 'Refused', { status, problem, retryAfterMs: rest.retryAfterMs });
}

function start() {
  const store = createResultsStore();
  const post = vi.fn<Parameters<typeof createSubmissionSender>[1]>();
  const sender = createSubmissionSender(store, post);
  const phase = () => store.getState().submissions[0]?.phase;
  const keys = () => post.mock.calls.map(([, key]) => key);
  return { store, post, sender, phase, keys };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a submission that gets no answer', () => {
  it('is sent again with the same key after 1, 2, 4 seconds, until it is taken', async () => {
    const { sender, post, phase, keys } = start();
    post.mockRejectedValueOnce(unreachable()).mockRejectedValueOnce(unreachable()).mockRejectedValueOnce(unreachable());
    post.mockResolvedValueOnce(ACCEPTED);
    await sender.submit({ number: '7' });
    expect(phase()).toMatchObject({ name: 'waiting', retryAt: Date.now() + 1_000 });
    for (const [wait, calls] of [
      [1_000, 2],
      [2_000, 3],
      [4_000, 4],
    ] as const) {
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(post).toHaveBeenCalledTimes(calls - 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(post).toHaveBeenCalledTimes(calls);
    }
    expect(phase()).toEqual({ name: 'accepted', id: ACCEPTED.id });
    expect(new Set(keys()).size).toBe(1);
  });

  it('is sent at once when the server is back, and only once', async () => {
    const { sender, post, phase } = start();
    post.mockRejectedValueOnce(unreachable()).mockResolvedValue(ACCEPTED);
    await sender.submit({ number: '7' });
    sender.retryWaiting();
    sender.retryWaiting();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(post).toHaveBeenCalledTimes(2);
    expect(phase()?.name).toBe('accepted');
  });

  it('is never sent again after it was withdrawn', async () => {
    const { sender, post, store } = start();
    post.mockRejectedValue(unreachable());
    await sender.submit({ number: '7' });
    sender.withdraw(store.getState().submissions[0]?.key ?? '');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(post).toHaveBeenCalledTimes(1);
    expect(store.getState().submissions).toEqual([]);
  });

  it('leaves no timer behind when the page closes', async () => {
    const { sender, post } = start();
    post.mockRejectedValue(unreachable());
    await sender.submit({ number: '7' });
    sender.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a submission that is refused', () => {
  it('for its number is taken back, with what the server said of it', async () => {
    const { sender, post, store } = start();
    post.mockRejectedValueOnce(refused(400, 'invalid_number', { message: '500 digits at most; this has 600.' }));
    const fault = await sender.submit({ number: '7' });
    expect(fault).toMatchObject({ remedy: 'edit', found: [{ message: '500 digits at most; this has 600.' }] });
    expect(store.getState().submissions).toEqual([]);
  });

  it('because the server is busy waits as long as the server asks', async () => {
    const { sender, post, phase } = start();
    post.mockRejectedValueOnce(refused(503, 'overloaded', { retryAfterMs: 7_000 })).mockResolvedValueOnce(ACCEPTED);
    await sender.submit({ number: '7' });
    expect(phase()).toMatchObject({ name: 'waiting', retryAt: Date.now() + 7_000 });
    await vi.advanceTimersByTimeAsync(6_999);
    expect(post).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(phase()?.name).toBe('accepted');
  });

  it('because the server failed waits for the person, and goes with the same key', async () => {
    const { sender, post, phase, keys, store } = start();
    post.mockRejectedValueOnce(refused(500, 'internal')).mockResolvedValueOnce(ACCEPTED);
    await sender.submit({ number: '7' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(phase()?.name).toBe('refused');
    sender.retry(store.getState().submissions[0]?.key ?? '');
    await vi.advanceTimersByTimeAsync(0);
    expect(phase()?.name).toBe('accepted');
    expect(new Set(keys()).size).toBe(1);
  });

  it('because its key was used before goes with a new key', async () => {
    const { sender, post, phase, keys, store } = start();
    post.mockRejectedValueOnce(refused(422, 'idempotency_key_reused')).mockResolvedValueOnce(ACCEPTED);
    await sender.submit({ number: '7', email: 'a@example.com' });
    sender.retry(store.getState().submissions[0]?.key ?? '');
    await vi.advanceTimersByTimeAsync(0);
    expect(phase()?.name).toBe('accepted');
    expect(new Set(keys()).size).toBe(2);
    expect(post.mock.calls[1]?.[0]).toEqual({ number: '7', email: 'a@example.com' });
  });
});

describe('a submission over a limit', () => {
  it.each([
    [429, 'rate_limited'],
    [503, 'over_capacity'],
  ] as const)(
    '(%d %s) is never sent by itself, nor before its time, and then with the same key',
    async (status, code) => {
      const { sender, post, phase, keys, store } = start();
      post.mockRejectedValueOnce(refused(status, code, { retryAfterMs: 7_000 })).mockResolvedValueOnce(ACCEPTED);
      await sender.submit({ number: '7' });
      const key = store.getState().submissions[0]?.key ?? '';
      expect(phase()).toMatchObject({ name: 'limited', retryAt: Date.now() + 7_000 });
      await vi.advanceTimersByTimeAsync(6_999);
      sender.retry(key);
      sender.retryWaiting();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(post).toHaveBeenCalledTimes(1);
      sender.retry(key);
      await vi.advanceTimersByTimeAsync(0);
      expect(phase()?.name).toBe('accepted');
      expect(new Set(keys()).size).toBe(1);
    },
  );
});

describe('a batch', () => {
  const states = (store: ReturnType<typeof start>['store']) =>
    store.getState().submissions.map(({ number, phase }) => [number, phase.name]);

  it('goes one after the other, in its order', async () => {
    const { sender, post, store } = start();
    const answers: ((check: typeof ACCEPTED) => void)[] = [];
    post.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    sender.submitBatch(['2', '3']);
    expect(states(store)).toEqual([
      ['3', 'queued'],
      ['2', 'sending'],
    ]);
    answers[0]?.(ACCEPTED);
    await vi.advanceTimersByTimeAsync(0);
    expect(states(store)).toEqual([
      ['3', 'sending'],
      ['2', 'accepted'],
    ]);
  });

  it('waits as long as a limit asks, although the server is back meanwhile, and goes on by itself', async () => {
    const { sender, post, store } = start();
    post.mockRejectedValueOnce(refused(429, 'rate_limited', { retryAfterMs: 7_000 })).mockResolvedValue(ACCEPTED);
    sender.submitBatch(['2']);
    await vi.advanceTimersByTimeAsync(3_000);
    sender.retryWaiting();
    await vi.advanceTimersByTimeAsync(3_999);
    expect(post).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(states(store)).toEqual([['2', 'accepted']]);
  });

  it('goes at once when the server is back that did not answer', async () => {
    const { sender, post, store } = start();
    post.mockRejectedValueOnce(unreachable()).mockResolvedValue(ACCEPTED);
    sender.submitBatch(['2']);
    await vi.advanceTimersByTimeAsync(100);
    sender.retryWaiting();
    await vi.advanceTimersByTimeAsync(0);
    expect(states(store)).toEqual([['2', 'accepted']]);
  });

  it('leaves none waiting for ever that a person sends again while the server is away', async () => {
    const { sender, post, store } = start();
    post.mockRejectedValueOnce(refused(500, 'internal')).mockRejectedValueOnce(unreachable());
    post.mockResolvedValue(ACCEPTED);
    sender.submitBatch(['2']);
    await vi.advanceTimersByTimeAsync(0);
    expect(states(store)).toEqual([['2', 'refused']]);
    sender.retry(store.getState().submissions[0]?.key ?? '');
    await vi.advanceTimersByTimeAsync(0);
    expect(states(store)).toEqual([['2', 'queued']]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(states(store)).toEqual([['2', 'accepted']]);
  });

  it('that is stopped sends nothing more', async () => {
    const { sender, post, store } = start();
    post.mockRejectedValueOnce(unreachable()).mockResolvedValue(ACCEPTED);
    sender.submitBatch(['2', '3']);
    await vi.advanceTimersByTimeAsync(0);
    sender.stopBatch(store.getState().submissions[0]?.batch ?? '');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(post).toHaveBeenCalledTimes(1);
    expect(store.getState().submissions).toEqual([]);
  });
});

describe('what is forgotten', () => {
  it('stays forgotten when its answer comes after all', async () => {
    const { sender, post, store } = start();
    let answer = (_: typeof ACCEPTED) => {};
    post.mockReturnValueOnce(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const sent = sender.submit({ number: '7' });
    sender.forget('all');
    answer(ACCEPTED);
    await sent;
    expect(store.getState().submissions).toEqual([]);
    expect(store.getState().entries.size).toBe(0);
  });

  it('leaves what is not accepted yet, where only the accepted ones go', async () => {
    const { sender, post, store } = start();
    post.mockResolvedValueOnce(ACCEPTED).mockRejectedValueOnce(unreachable());
    await sender.submit({ number: '7' });
    await sender.submit({ number: '11' });
    sender.forget('accepted');
    expect(store.getState().submissions.map((one) => one.number)).toEqual(['11']);
    sender.close();
  });
});
