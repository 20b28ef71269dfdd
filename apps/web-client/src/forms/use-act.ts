import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { describeFailure, type Failure } from '../api/describe-failure.ts';
import { useIsBefore } from '../time/countdown.tsx';

interface Act<T, R> {
  /** Does it, unless it is being done or has to wait. */
  run(input: T): void;
  reset(): void;
  readonly busy: boolean;
  readonly done: boolean;
  /** The server has asked to wait, and the time is not over. */
  readonly early: boolean;
  readonly failure: Failure | undefined;
  readonly error: Error | null;
  /** What it was last done with. */
  readonly input: T | undefined;
  /** What it last came to. */
  readonly result: R | undefined;
}

/** Something a person does to the server: whether it is under way, done, or came to nothing and why. */
export function useAct<T, R>(act: (input: T) => Promise<R>, onDone?: (result: R, input: T) => unknown): Act<T, R> {
  const mutation = useMutation({ mutationFn: act, ...(onDone && { onSuccess: onDone }) });
  const { error, isPending } = mutation;
  const failure = useMemo(() => (error === null ? undefined : describeFailure(error, Date.now())), [error]);
  const early = useIsBefore(failure?.notBefore);
  return {
    run(input) {
      if (!isPending && !early) mutation.mutate(input);
    },
    reset: mutation.reset,
    busy: isPending,
    done: mutation.isSuccess,
    early,
    failure,
    error,
    input: mutation.variables,
    result: mutation.data,
  };
}
