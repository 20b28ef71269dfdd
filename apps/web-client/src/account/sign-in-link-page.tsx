import { useQuery, useQueryClient } from '@tanstack/react-query';
import { LinkIcon } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { getSignInLink, signIn } from '../api/accounts.ts';
import { ApiError } from '../api/api-error.ts';
import { Button } from '../design/button.tsx';
import { Note } from '../design/note.tsx';
import { FailureNote } from '../forms/failure-note.tsx';
import { FormCard } from '../forms/form-card.tsx';
import { useAct } from '../forms/use-act.ts';
import { WaitingCard } from '../forms/waiting-card.tsx';
import { Link } from '../routing/link.tsx';
import { replaceBy } from '../routing/use-route.ts';
import { changeSession } from './session-query.ts';

/** A link that is not known, was used, or is over: the server tells none of these from another. */
const SPENT_STATUSES: ReadonlySet<number> = new Set([400, 401, 404, 409, 410]);

/**
 * `/users/login/<token>`, which mails link to. Opening it does nothing: scanners of mail open links before people do, and
 * the link works once. It says whose account it is before anybody signs in: a link can also have been sent by somebody who
 * wants others to work in an account that is not theirs.
 */
export function SignInLinkPage({ token }: { token: string }) {
  const t = useTranslations('account');
  const query = useQuery({
    queryKey: ['sign-in-link', token],
    queryFn: ({ signal }) => getSignInLink(token, signal),
    // It does not change, save by being used up, which is told when it is used.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (query.data !== undefined) return <Entrance token={token} recipient={query.data.recipient} />;
  if (isSpent(query.error)) return <Spent />;
  return <WaitingCard title={t('signIn')} query={query} />;
}

function Entrance({ token, recipient }: { token: string; recipient: string }) {
  const t = useTranslations('account');
  const queries = useQueryClient();
  const act = useAct(signIn, (user) => {
    // In place of this page: its address is used up, and nobody should come back to it.
    replaceBy('/');
    return changeSession(queries, (session) => ({ ...session, user }));
  });
  if (isSpent(act.error)) return <Spent />;
  return (
    <FormCard title={t('confirm', { recipient })} lead={t('confirmLead')}>
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
        {t(act.busy ? 'signingIn' : 'signIn')}
      </Button>
      <p className="mt-4 text-ink-faint text-sm">{t('notYou')}</p>
    </FormCard>
  );
}

function isSpent(error: Error | null): boolean {
  return error instanceof ApiError && SPENT_STATUSES.has(error.status ?? 0);
}

function Spent() {
  const t = useTranslations('account');
  return (
    <FormCard title={t('signIn')}>
      <Note role="alert" look="waiting" icon={LinkIcon} title={t('spentTitle')}>
        <p>{t('spent')}</p>
      </Note>
      <Link
        to="/sign-in"
        className="mt-4 inline-flex h-10 items-center rounded-md bg-accent px-4 font-medium text-on-accent text-sm transition-colors hover:bg-accent-strong"
      >
        {t('sendNewLink')}
      </Link>
    </FormCard>
  );
}
