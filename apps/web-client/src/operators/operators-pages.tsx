import { lazy, type RefObject, Suspense, use } from 'react';
import type { OperatorsRoute } from '../routing/route.ts';
import { useWords } from '../words/words-provider.tsx';
import { UndoToasts } from './dead-letters/undo-toasts.tsx';
import { operatorsCatalogue } from './operators-catalogue.ts';
import { OperatorsLayout } from './operators-layout.tsx';
import type { Operator } from './roles.ts';
import { SignInGate } from './sign-in-gate.tsx';
import { useOperatorEvents } from './use-operator-events.ts';

const DeadLettersPage = lazy(async () => ({
  default: (await import('./dead-letters/dead-letters-page.tsx')).DeadLettersPage,
}));
const JobsPage = lazy(async () => ({ default: (await import('./redrives/jobs-page.tsx')).JobsPage }));
const JobPage = lazy(async () => ({ default: (await import('./redrives/job-page.tsx')).JobPage }));
const RulesPage = lazy(async () => ({ default: (await import('./rules/rules-page.tsx')).RulesPage }));
const AuditPage = lazy(async () => ({ default: (await import('./audit/audit-page.tsx')).AuditPage }));
const StatusPage = lazy(async () => ({ default: (await import('./status/status-page.tsx')).StatusPage }));
const LimitsPage = lazy(async () => ({ default: (await import('./limits/limits-page.tsx')).LimitsPage }));

interface OperatorsPagesProps {
  readonly route: OperatorsRoute;
  readonly mainRef: RefObject<HTMLElement | null>;
}

/** What operators use, behind one sign-in. */
export function OperatorsPages({ route, mainRef }: OperatorsPagesProps) {
  use(useWords().include(operatorsCatalogue));
  return (
    <SignInGate mainRef={mainRef}>
      {(operator) => (
        <OperatorsLayout operator={operator} route={route} mainRef={mainRef}>
          <UndoToasts key={operator.name} operator={operator}>
            <OperatorsPage route={route} operator={operator} />
          </UndoToasts>
        </OperatorsLayout>
      )}
    </SignInGate>
  );
}

function OperatorsPage({ route, operator }: { route: OperatorsRoute; operator: Operator }) {
  useOperatorEvents();
  return (
    <Suspense>
      {route.page === 'dead-letters' && <DeadLettersPage operator={operator} />}
      {route.page === 'jobs' && <JobsPage />}
      {route.page === 'job' && <JobPage key={route.id} id={route.id} operator={operator} />}
      {route.page === 'rules' && <RulesPage operator={operator} />}
      {route.page === 'audit' && <AuditPage />}
      {route.page === 'status' && <StatusPage />}
      {route.page === 'limits' && <LimitsPage operator={operator} />}
    </Suspense>
  );
}
