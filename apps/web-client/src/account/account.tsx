import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from '../routing/link.tsx';
import { AccountName } from './account-name.tsx';
import { sessionQuery } from './session-query.ts';

// Most who come are not signed in, and the menu brings code that places it.
const AccountMenu = lazy(async () => ({ default: (await import('./account-menu.tsx')).AccountMenu }));

/** The corner of the header: the way to sign in, or who is. Empty for the moment in which it is not known. */
export function Account() {
  const t = useTranslations('account');
  const { data: session, isPending } = useQuery(sessionQuery);
  if (isPending) return <span className="h-9 w-16" />;
  return (
    <>
      {session?.operator !== undefined && <HeaderLink to="/limits">{t('operators')}</HeaderLink>}
      {session?.user === undefined ? (
        <HeaderLink to="/sign-in">{t('signIn')}</HeaderLink>
      ) : (
        <Suspense fallback={<AccountName name={session.user.name} />}>
          <AccountMenu user={session.user} />
        </Suspense>
      )}
    </>
  );
}

function HeaderLink({ to, children }: { to: string; children: string }) {
  return (
    <Link
      to={to}
      className="inline-flex h-9 items-center whitespace-nowrap rounded-md px-3 font-medium text-accent text-sm transition-colors hover:bg-raised hover:text-accent-strong"
    >
      {children}
    </Link>
  );
}
