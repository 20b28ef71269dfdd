import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Account } from './account/account.tsx';
import { CheckPage } from './check/check-page.tsx';
import { VerdictAnnouncer } from './check/verdict-announcer.tsx';
import { ConnectionNotice } from './live/connection-notice.tsx';
import { LiveStatus } from './live/live-status.tsx';
import { BackLink } from './routing/back-link.tsx';
import { Brand } from './routing/brand.tsx';
import { keepFocus } from './routing/keep-focus.ts';
import { LoadFailure } from './routing/load-failure.tsx';
import { isForOperators, type OperatorsRoute, type Route } from './routing/route.ts';
import { useRoute } from './routing/use-route.ts';
import { ShortcutHelp } from './shortcuts/help.tsx';

// Who checks a number loads nothing of the other pages.
const ResultPage = lazy(async () => ({ default: (await import('./results/result-page.tsx')).ResultPage }));
const SignInPage = lazy(async () => ({ default: (await import('./account/sign-in-page.tsx')).SignInPage }));
const AccountPage = lazy(async () => ({ default: (await import('./account/account-page.tsx')).AccountPage }));
const SignInLinkPage = lazy(async () => ({
  default: (await import('./account/sign-in-link-page.tsx')).SignInLinkPage,
}));
const MailStopPage = lazy(async () => ({ default: (await import('./mail-stop/mail-stop-page.tsx')).MailStopPage }));
const OperatorsPages = lazy(async () => ({
  default: (await import('./operators/operators-pages.tsx')).OperatorsPages,
}));

/** Every page, with the notices that float above all of them. */
export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const shown = route.page === 'result' ? route.id : route.page;
  // The link that was followed is gone and the focus with it: reading goes on at the new page, not at the top of all.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [shown]);
  useEffect(keepFocus, []);
  return (
    <>
      {isForOperators(route) ? (
        <LoadFailure>
          <Suspense>
            <OperatorsPages route={route} mainRef={main} />
          </Suspense>
        </LoadFailure>
      ) : (
        <Column>
          <main ref={main} tabIndex={-1} className="pt-4 outline-none sm:pt-12">
            <LoadFailure key={shown}>
              <Suspense>
                <Page route={route} />
              </Suspense>
            </LoadFailure>
          </main>
        </Column>
      )}
      <ConnectionNotice />
      <VerdictAnnouncer />
      <ShortcutHelp />
    </>
  );
}

/** What every page for everybody has around it: the name, the state of the connection, who is signed in, one quiet column. */
function Column({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto max-w-[46rem] px-4 pb-32 sm:px-6">
      <header className="flex h-16 items-center gap-1">
        <Brand />
        <span className="grow" />
        <LiveStatus />
        <span className="-mr-3 flex min-w-0 items-center">
          <Account />
        </span>
      </header>
      {children}
    </div>
  );
}

function Page({ route }: { route: Exclude<Route, OperatorsRoute> }) {
  switch (route.page) {
    case 'check':
      return <CheckPage />;
    case 'result':
      return <ResultPage key={route.id} id={route.id} />;
    case 'sign-in':
      return <SignInPage />;
    case 'account':
      return <AccountPage />;
    case 'sign-in-link':
      return <SignInLinkPage key={route.token} token={route.token} />;
    case 'mail-stop':
      return <MailStopPage key={route.token} token={route.token} />;
    case 'none':
      return <NotFound />;
  }
}

function NotFound() {
  const t = useTranslations('routing');
  return (
    <>
      <title>{t('notFoundTitle')}</title>
      <BackLink />
      <h1 className="mt-4 font-semibold text-2xl text-ink tracking-tight">{t('notFound')}</h1>
      <p className="mt-2 max-w-[34rem] text-pretty text-ink-soft">{t('notFoundLead')}</p>
    </>
  );
}
