import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { describeFailure } from '../api/describe-failure.ts';
import { Button } from '../design/button.tsx';
import { FailureNote } from './failure-note.tsx';
import { FormCard } from './form-card.tsx';

interface WaitingCardProps {
  readonly title: string;
  readonly query: Pick<UseQueryResult, 'isError' | 'error' | 'errorUpdatedAt' | 'isFetching' | 'refetch'>;
}

/** A card before what it is about is known: loading, or why it could not be loaded, with another try. */
export function WaitingCard({ title, query }: WaitingCardProps) {
  const t = useTranslations('forms');
  return (
    <FormCard title={title}>
      {query.isError && query.error !== null ? (
        <>
          <FailureNote ofLook failure={describeFailure(query.error, query.errorUpdatedAt)} />
          <Button className="mt-3 -ml-3" disabled={query.isFetching} onClick={() => void query.refetch()}>
            {t('tryAgain')}
          </Button>
        </>
      ) : (
        <div className="h-10 animate-breathe rounded-md bg-raised" role="status" aria-label={t('loading')} />
      )}
    </FormCard>
  );
}
