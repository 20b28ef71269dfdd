import { type RefObject, use } from 'react';
import type { OperatorsRoute } from '../routing/route.ts';
import { useWords } from '../words/words-provider.tsx';
import { LimitsPage } from './limits/limits-page.tsx';
import { operatorsCatalogue } from './operators-catalogue.ts';
import { OperatorsLayout } from './operators-layout.tsx';
import { SignInGate } from './sign-in-gate.tsx';

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
          {route.page === 'limits' && <LimitsPage operator={operator} />}
        </OperatorsLayout>
      )}
    </SignInGate>
  );
}
