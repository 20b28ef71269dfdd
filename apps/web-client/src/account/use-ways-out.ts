import type { User } from '@ballast/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { signOut, signOutEverywhere } from '../api/accounts.ts';
import type { Failure } from '../api/describe-failure.ts';
import { useAct } from '../forms/use-act.ts';
import { goTo } from '../routing/use-route.ts';
import { changeSession } from './session-query.ts';

interface WaysOut {
  /** Signs out of this browser, or of all. It is told as done only when the server has done it. */
  leave(from: 'here' | 'everywhere'): void;
  readonly leaving: 'here' | 'everywhere' | undefined;
  /** One of them is under way, or the server has asked to wait. */
  readonly isClosed: boolean;
  readonly failure: Failure | undefined;
}

export function useWaysOut(user: User): WaysOut {
  const queries = useQueryClient();
  const left = () => {
    goTo('/');
    return changeSession(queries, ({ user: _left, ...session }) => session);
  };
  const here = useAct(signOut, left);
  const everywhere = useAct(signOutEverywhere, left);
  return {
    leave(from) {
      // What the other one came to is not said of this one.
      if (from === 'here') {
        everywhere.reset();
        here.run(undefined);
      } else {
        here.reset();
        everywhere.run(user.id);
      }
    },
    leaving: here.busy ? 'here' : everywhere.busy ? 'everywhere' : undefined,
    isClosed: [here, everywhere].some(({ busy, early }) => busy || early),
    failure: here.failure ?? everywhere.failure,
  };
}
