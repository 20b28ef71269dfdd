import type { PrimeCheckAccepted, PrimeCheckBody } from '@ballast/contracts';
import { ApiError } from '../api/api-error.ts';
import { describeApiError, isAboutMail, type SubmissionFault } from '../api/describe-api-error.ts';
import type { ResultsStore } from '../results/results-store.ts';
import type { ReadableCell } from '../session/cell.ts';
import { createIdempotencyKey } from './idempotency-key.ts';
import type { Submission, SubmissionPhase } from './submission.ts';
import { createTurns } from './turns.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const DEFAULT_BUSY_WAIT_MS = 5_000;

export interface SubmissionSender {
  /**
   * Puts the number on the page and sends it, until the server has taken or refused it. Resolves with the fault of a
   * refusal that only a change of the text can cure (the submission is gone from the page then), otherwise with undefined.
   */
  submit(body: PrimeCheckBody): Promise<SubmissionFault | undefined>;
  /** Puts many numbers on the page; they are sent one after the other, in their order, as fast as the limits take them. */
  submitBatch(numbers: readonly string[]): void;
  /** Takes up what an earlier visit to this page left unsent, with the keys that it had. */
  resume(submissions: readonly Omit<Submission, 'since' | 'phase'>[]): void;
  /** Takes those of a batch that still wait for their turn off the page. */
  stopBatch(batch: string): void;
  /** When the next of a batch is sent, in epoch milliseconds; undefined while nothing waits for a time. */
  readonly nextTurn: ReadableCell<number | undefined>;
  /** Sends one again, now. A submission that is on its way, accepted, or to be held until later is left alone. */
  retry(key: string): void;
  /** Sends one that was held for its mail without the address, as a new request. */
  retryWithoutMail(key: string): void;
  /** Sends all that wait for the server, now: it is back. */
  retryWaiting(): void;
  /** Takes one that is not accepted off the page and stops trying. */
  withdraw(key: string): void;
  /** Takes all off the page, or only what was accepted, and knows nothing of an answer that is still to come. */
  forget(what: 'all' | 'accepted'): void;
  close(): void;
}

/**
 * Sends what is submitted. An attempt without an answer may have been taken, so every attempt carries the same
 * Idempotency-Key, and waiting for the server costs nothing but time: 1, 2, 4, at most 15 seconds between attempts, or what
 * the server asks for.
 */
export function createSubmissionSender(
  store: ResultsStore,
  post: (body: PrimeCheckBody, key: string) => Promise<PrimeCheckAccepted>,
  mayGoAt: (number: string) => number = () => 0,
): SubmissionSender {
  /** Until when a limit that refused one of a batch holds the others back. */
  let limitedUntil = 0;
  const turns = createTurns({
    next: () => store.getState().submissions.findLast(({ phase }) => phase.name === 'queued'),
    take: async (submission) => void (await send(submission)),
    mayGoAt: ({ number }) => Math.max(limitedUntil, mayGoAt(number)),
  });
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const attempts = new Map<string, number>();
  const find = (key: string) => store.getState().submissions.find((one) => one.key === key);
  const move = (key: string, phase: SubmissionPhase) => store.dispatch({ type: 'moved', key, phase });

  async function send(
    submission: Pick<Submission, 'key' | 'number' | 'email' | 'batch'>,
  ): Promise<SubmissionFault | undefined> {
    const { key, number, email, batch } = submission;
    clearTimeout(timers.get(key));
    move(key, { name: 'sending' });
    const asOf = store.getState().clock;
    try {
      const check = await post(email === undefined ? { number } : { number, email }, key);
      attempts.delete(key);
      // Forgotten meanwhile: whoever looks at the page now may be somebody else.
      if (find(key) === undefined) return undefined;
      store.dispatch({ type: 'accepted', key, check, asOf });
      return undefined;
    } catch (error) {
      if (find(key) === undefined) return undefined;
      return batch === undefined ? fail(key, asApiError(error)) : failInTurn(key, asApiError(error));
    }
  }

  /** A batch is one wish: what a limit or a missing server holds up goes by itself, after the wait that is asked for. */
  function failInTurn(key: string, error: ApiError): undefined {
    const fault = describeApiError(error);
    if (fault.remedy !== 'wait' && fault.remedy !== 'later') return void move(key, { name: 'refused', fault });
    if (fault.remedy === 'later') limitedUntil = Date.now() + waitAfter(key, error);
    else turns.pause(waitAfter(key, error));
    move(key, { name: 'queued' });
    // One that a person sent again may be the only one.
    void turns.run();
  }

  /** How long to wait after a failure that only time can cure: each time longer where nobody says how long. */
  function waitAfter(key: string, error: ApiError): number {
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    if (error.code !== 'unreachable') return error.retryAfterMs ?? DEFAULT_BUSY_WAIT_MS;
    return Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  }

  function fail(key: string, error: ApiError): SubmissionFault | undefined {
    const fault = describeApiError(error);
    if (fault.remedy === 'edit') {
      store.dispatch({ type: 'withdrawn', key });
      return fault;
    }
    if (fault.remedy === 'later') {
      const retryAt = Date.now() + (error.retryAfterMs ?? DEFAULT_BUSY_WAIT_MS);
      move(key, { name: 'limited', fault, retryAt, mailOnly: isAboutMail(error) });
      return undefined;
    }
    if (fault.remedy !== 'wait') {
      move(key, { name: 'refused', fault });
      return undefined;
    }
    const waitMs = waitAfter(key, error);
    move(key, { name: 'waiting', fault, retryAt: Date.now() + waitMs });
    timers.set(
      key,
      setTimeout(() => retry(key), waitMs),
    );
    return undefined;
  }

  function retry(key: string): void {
    const submission = find(key);
    if (submission?.phase.name === 'waiting') void send(submission);
    // Sent before its time it would be refused again, and for longer.
    if (submission?.phase.name === 'limited' && submission.phase.retryAt <= Date.now()) void send(submission);
    if (submission?.phase.name !== 'refused') return;
    if (submission.phase.fault.remedy !== 'renew') return void send(submission);
    store.dispatch({ type: 'withdrawn', key });
    void submit(submission.number, submission.email);
  }

  function retryWithoutMail(key: string): void {
    const submission = find(key);
    if (submission?.phase.name !== 'limited') return;
    store.dispatch({ type: 'withdrawn', key });
    void submit(submission.number, undefined);
  }

  function withdraw(key: string): void {
    clearTimeout(timers.get(key));
    timers.delete(key);
    store.dispatch({ type: 'withdrawn', key });
  }

  function submit(number: string, email: string | undefined): Promise<SubmissionFault | undefined> {
    const submission = { key: createIdempotencyKey(), number, email, submittedAt: Date.now() };
    store.dispatch({ type: 'submitted', submissions: [{ ...submission, phase: { name: 'sending' } }] });
    return send(submission);
  }

  function submitBatch(numbers: readonly string[]): void {
    const batch = createIdempotencyKey();
    const submittedAt = Date.now();
    const submissions = numbers.map((number) => {
      return {
        key: createIdempotencyKey(),
        number,
        email: undefined,
        submittedAt,
        batch,
        phase: { name: 'queued' },
      } as const;
    });
    store.dispatch({ type: 'submitted', submissions: submissions.reverse() });
    void turns.run();
  }

  function resume(left: readonly Omit<Submission, 'since' | 'phase'>[]): void {
    const known = new Set(store.getState().submissions.map(({ key }) => key));
    const submissions = left
      .filter(({ key }) => !known.has(key))
      .map((one) => ({ ...one, phase: { name: one.batch === undefined ? 'sending' : 'queued' } }) as const);
    if (submissions.length === 0) return;
    store.dispatch({ type: 'submitted', submissions });
    for (const one of submissions) if (one.batch === undefined) void send(one);
    void turns.run();
  }

  return {
    submit: ({ number, email }) => submit(number, email),
    submitBatch,
    resume,
    stopBatch(batch) {
      for (const one of store.getState().submissions) {
        if (one.batch === batch && one.phase.name === 'queued') withdraw(one.key);
      }
    },
    nextTurn: turns.nextAt,
    retry,
    retryWaiting() {
      turns.wake();
      for (const one of store.getState().submissions) if (one.phase.name === 'waiting') retry(one.key);
    },
    retryWithoutMail,
    withdraw(key) {
      if (find(key)?.phase.name !== 'accepted') withdraw(key);
    },
    forget(what) {
      for (const { key, phase } of store.getState().submissions) {
        if (what === 'all' || phase.name === 'accepted') withdraw(key);
      }
    },
    close() {
      turns.close();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('unreachable', 'the request failed', { cause: error });
}
