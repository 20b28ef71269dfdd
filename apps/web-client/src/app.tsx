import { useEffect, useRef } from 'react';
import { CheckPage } from './check/check-page.tsx';
import { VerdictAnnouncer } from './check/verdict-announcer.tsx';
import { ConnectionNotice } from './live/connection-notice.tsx';
import { LiveStatus } from './live/live-status.tsx';
import { ResultPage } from './results/result-page.tsx';
import { BackLink } from './routing/back-link.tsx';
import { Link } from './routing/link.tsx';
import type { Route } from './routing/route.ts';
import { useRoute } from './routing/use-route.ts';

/** What every page has around it: the name, the state of the connection, and one quiet column. */
export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const shown = route.page === 'result' ? route.id : route.page;
  // The link that was followed is gone and the focus with it: reading goes on at the new page, not at the top of all.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [shown]);
  return (
    <div className="mx-auto max-w-[46rem] px-4 pb-24 sm:px-6">
      <header className="flex h-16 items-center justify-between">
        <Link to="/" className="flex items-center gap-2.5 rounded-md font-semibold text-ink">
          <img src="/favicon.svg" alt="" width={24} height={24} />
          Ballast
        </Link>
        <LiveStatus />
      </header>
      <main ref={main} tabIndex={-1} className="pt-4 outline-none sm:pt-12">
        <Page route={route} />
      </main>
      <ConnectionNotice />
      <VerdictAnnouncer />
    </div>
  );
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'check':
      return <CheckPage />;
    case 'result':
      return <ResultPage key={route.id} id={route.id} />;
    case 'none':
      return (
        <>
          <title>Not found</title>
          <BackLink />
          <h1 className="mt-4 font-semibold text-2xl text-ink tracking-tight">There is no such page.</h1>
        </>
      );
  }
}
