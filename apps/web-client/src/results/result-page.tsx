import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '../api/api-error.ts';
import { getPrimeCheck } from '../api/prime-checks.ts';
import { AnswerCard } from '../check/answer-card.tsx';
import { shortenedText } from '../numbers/shorten-number.ts';
import { BackLink } from '../routing/back-link.tsx';
import { useResults, useSession } from '../session/session-context.ts';
import type { Row } from './list-rows.ts';
import { outcomeOf } from './outcome.ts';
import { ResultDetails } from './result-details.tsx';
import { ResultWay } from './result-way.tsx';
import { ResultsError } from './results-states.tsx';

/** `/results/<id>`: one number in full, its verdict as it arrives, and what is known about its way. */
export function ResultPage({ id }: { id: string }) {
  const t = useTranslations('results');
  const { results } = useSession();
  const { entries, submissions } = useResults();
  const query = useQuery({
    queryKey: ['prime-check', id],
    queryFn: async ({ signal }) => {
      const asOf = results.getState().clock;
      return { checks: [await getPrimeCheck(id, signal)], asOf };
    },
  });
  useEffect(() => {
    if (query.data !== undefined) results.dispatch({ type: 'fetched', ...query.data });
  }, [query.data, results]);

  const check = entries.get(id)?.check;
  const submission = submissions.find(({ phase }) => phase.name === 'accepted' && phase.id === id);
  const row: Row | undefined = check && (submission ? { key: id, check, submission } : { key: id, check });
  const missing = query.error instanceof ApiError && query.error.status === 404;
  return (
    <>
      <title>
        {row === undefined || check === undefined
          ? t('result')
          : t('resultTitle', { outcome: t(`outcomes.${outcomeOf(row)}`), number: shortenedText(check.number, 2) })}
      </title>
      <BackLink />
      <h1 className="mt-4 mb-4 font-semibold text-2xl text-ink tracking-tight">{t('result')}</h1>
      {row !== undefined && <AnswerCard row={row} />}
      {check !== undefined && <ResultWay check={check} />}
      {check !== undefined && <ResultDetails check={check} />}
      {row === undefined && query.isPending && (
        <div className="h-44 animate-breathe rounded-md bg-raised" role="status" aria-label={t('loadingResult')} />
      )}
      {row === undefined && missing && <p className="text-ink-soft">{t('missing')}</p>}
      {row === undefined && query.isError && !missing && (
        <ResultsError
          error={query.error}
          at={query.errorUpdatedAt}
          busy={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
    </>
  );
}
