import { useQuery } from '@tanstack/react-query';
import type { ReactNode, RefObject } from 'react';
import { useTranslations } from 'use-intl';
import { sessionQuery } from '../account/session-query.ts';
import { KeyForm } from './key-form.tsx';
import { OperatorsLayout } from './operators-layout.tsx';
import { PanelError } from './panel-states.tsx';
import type { Operator } from './roles.ts';

interface SignInGateProps {
  readonly mainRef: RefObject<HTMLElement | null>;
  readonly children: (operator: Operator) => ReactNode;
}

/** Lets through who is signed in as an operator, and asks everybody else for a key. A session that ends closes it again. */
export function SignInGate({ mainRef, children }: SignInGateProps) {
  const t = useTranslations('frame');
  const forms = useTranslations('forms');
  const session = useQuery(sessionQuery);
  if (session.data?.operator !== undefined) return children(session.data.operator);
  return (
    <OperatorsLayout operator={undefined} mainRef={mainRef}>
      {session.data !== undefined && <KeyForm />}
      {session.isLoadingError && <PanelError what={t('session')} query={session} />}
      {session.isPending && (
        <div
          className="mx-auto h-44 max-w-[26rem] animate-breathe rounded-md bg-raised"
          role="status"
          aria-label={forms('loading')}
        />
      )}
    </OperatorsLayout>
  );
}
