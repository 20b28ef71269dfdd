import { useQueryClient } from '@tanstack/react-query';
import { LinkIcon } from 'lucide-react';
import { signIn } from '../api/accounts.ts';
import { ApiError } from '../api/api-error.ts';
import { Button } from '../design/button.tsx';
import { Note } from '../design/note.tsx';
import { FailureNote } from '../forms/failure-note.tsx';
import { FormCard } from '../forms/form-card.tsx';
import { useAct } from '../forms/use-act.ts';
import { Link } from '../routing/link.tsx';
import { replaceBy } from '../routing/use-route.ts';
import { changeSession } from './session-query.ts';

/** A link that is not known, was used, or is over: the server tells none of these from another. */
const SPENT_STATUSES: ReadonlySet<number> = new Set([400, 401, 404, 409, 410]);

/**
 * `/users/login/<token>`, which mails link to. Opening it does nothing: scanners of mail open links before people do, and
 * the link works once.
 */
export function SignInLinkPage({ token }: { token: string }) {
  const queries = useQueryClient();
  const act = useAct(signIn, (user) => {
    // In place of this page: its address is used up, and nobody should come back to it.
    replaceBy('/');
    return changeSession(queries, (session) => ({ ...session, user }));
  });
  const spent = act.error instanceof ApiError && SPENT_STATUSES.has(act.error.status ?? 0);
  if (spent) {
    return (
      <FormCard title="Sign in">
        <Note role="alert" look="waiting" icon={LinkIcon} title="This link does not work any more.">
          <p>A link works once, for 15 minutes, and the newest one counts. Have another one sent.</p>
        </Note>
        <Link
          to="/sign-in"
          className="mt-4 inline-flex h-10 items-center rounded-md bg-accent px-4 font-medium text-on-accent text-sm transition-colors hover:bg-accent-strong"
        >
          Send me a new link
        </Link>
      </FormCard>
    );
  }
  return (
    <FormCard title="Sign in" lead="You asked for a link to sign in on this device.">
      {act.failure !== undefined && (
        <div className="mb-4">
          <FailureNote failure={act.failure} />
        </div>
      )}
      <Button
        look="primary"
        disabled={act.busy || act.early}
        onClick={() => act.run(token)}
        // The one thing to do on this page.
        autoFocus
        className="w-full justify-center"
      >
        {act.busy ? 'Signing in…' : 'Sign in'}
      </Button>
      <p className="mt-4 text-ink-faint text-sm">If it was not you who asked, close this page: nothing happens.</p>
    </FormCard>
  );
}
