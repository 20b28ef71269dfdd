import { CheckPage } from './check/check-page.tsx';
import { VerdictAnnouncer } from './check/verdict-announcer.tsx';
import { ConnectionNotice } from './live/connection-notice.tsx';
import { LiveStatus } from './live/live-status.tsx';
import { ResultPage } from './results/result-page.tsx';
import { BackLink } from './routing/back-link.tsx';
import { Link } from './routing/link.tsx';
import { useRoute } from './routing/use-route.ts';

/** What every page has around it: the name, the state of the connection, and one quiet column. */
export function App() {
  return (
    <div className="mx-auto max-w-[46rem] px-4 pb-24 sm:px-6">
      <header className="flex h-16 items-center justify-between">
        <Link to="/" className="flex items-center gap-2.5 rounded-md font-semibold text-ink">
          <img src="/favicon.svg" alt="" width={24} height={24} />
          Ballast
        </Link>
        <LiveStatus />
      </header>
      <main className="pt-4 sm:pt-12">
        <ConnectionNotice />
        <Page />
      </main>
      <VerdictAnnouncer />
    </div>
  );
}

function Page() {
  const route = useRoute();
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
