import type { RefObject } from 'react';
import type { OperatorsRoute } from '../routing/route.ts';
import { LimitsPage } from './limits/limits-page.tsx';
import { OperatorsLayout } from './operators-layout.tsx';
import { SignInGate } from './sign-in-gate.tsx';

interface OperatorsPagesProps {
  readonly route: OperatorsRoute;
  readonly mainRef: RefObject<HTMLElement | null>;
}

/** What operators use, behind one sign-in. */
export function OperatorsPages({ route, mainRef }: OperatorsPagesProps) {
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
