import { classifyError } from './classify-error.ts';
import { type Failure, toFailure } from './failure.ts';

/**
 * What became of a message, as a handler says it. The consumer, and nothing else, turns it into acks, naks and dead
 * letters:
 *
 * - `done`: the effect is committed (or was already); acked. Everything that the work needs is taken to be there, save
 *   the dependencies that it names as `unproven`.
 * - `retry`: transient; one attempt spent, tried again by policy, dead-lettered when attempts are spent. If it names the
 *   dependency that failed, many of them in a row open that dependency's breaker.
 * - `dead`: dead-lettered at once. `permanent`: well-formed, but can never succeed. `poison`: cannot be read or harms
 *   its reader.
 * - `defer`: cannot be done just now for a reason that is no failure (somebody else is at it). No attempt is spent; it is
 *   delivered again after `delayMs`, others meanwhile go on.
 * - `unavailable`: what the work needs cannot be reached. No attempt is spent; the consumer pauses until it is back.
 */
export type Outcome =
  | { readonly kind: 'done'; readonly unproven?: readonly string[] }
  | { readonly kind: 'retry'; readonly error: Failure; readonly dependency?: string }
  | { readonly kind: 'dead'; readonly type: 'permanent' | 'poison'; readonly error: Failure }
  | { readonly kind: 'defer'; readonly delayMs: number; readonly error: Failure }
  | { readonly kind: 'unavailable'; readonly dependency: string; readonly error: Failure };

/** The effect is committed, or was already. */
export const done: Outcome = { kind: 'done' };

/** Done, and it says nothing of these dependencies: there was nothing left to do that needed them. */
export function doneWithout(...dependencies: readonly string[]): Outcome {
  return { kind: 'done', unproven: dependencies };
}

/**
 * Failed this time: tried again by policy.
 *
 * @param dependency what answered like that, when it was something that other messages need as well
 */
export function retry(error: Failure, dependency?: string): Outcome {
  return { kind: 'retry', error, ...(dependency === undefined ? {} : { dependency }) };
}

/** Dead-lettered at once: it can never succeed (`permanent`), or harms its reader (`poison`). */
export function dead(type: 'permanent' | 'poison', error: Failure): Outcome {
  return { kind: 'dead', type, error };
}

/**
 * Cannot be done just now, which is no failure.
 *
 * @param delayMs at most about the consumer's `ack_wait`: longer waits belong in the outbox.
 */
export function defer(error: Failure, delayMs: number): Outcome {
  return { kind: 'defer', delayMs, error };
}

/**
 * What the work needs cannot be reached: the consumer waits for it.
 *
 * @param dependency its short name (`mysql`, `smtp`): it becomes a log field and a metric's label.
 */
export function unavailable(dependency: string, error: Failure): Outcome {
  return { kind: 'unavailable', dependency, error };
}

/** The outcome that `classifyError` gives a thrown error; `dependency` names whose error it is. */
export function outcomeFromError(thrown: unknown, dependency?: string): Outcome {
  const type = classifyError(thrown);
  const failure = toFailure(thrown);
  if (type === 'unavailable') return unavailable(dependency ?? 'unknown', failure);
  return type === 'transient' ? retry(failure, dependency) : dead(type, failure);
}
