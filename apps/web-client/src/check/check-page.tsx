import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { latestOwnRow } from '../results/list-rows.ts';
import { ResultsList } from '../results/results-list.tsx';
import { LoadFailure } from '../routing/load-failure.tsx';
import { useResults } from '../session/session-context.ts';
import { AllowanceNote } from './allowance-note.tsx';
import { AnswerCard } from './answer-card.tsx';
import { CheckForm } from './check-form.tsx';
import { hasKeyboard } from './has-keyboard.ts';

// Who checks one number loads nothing of many.
const BatchForm = lazy(async () => ({ default: (await import('./batch-form.tsx')).BatchForm }));
const BatchCard = lazy(async () => ({ default: (await import('./batch-card.tsx')).BatchCard }));

/** `/`: the field, the answer to what was last submitted, and the list of results. */
export function CheckPage() {
  const t = useTranslations('check');
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const [batchText, setBatchText] = useState<string>();
  const state = useResults();
  const latest = latestOwnRow(state);
  const batch = state.submissions[0]?.batch;

  // The one thing to do on this page; without scrolling, since "back" returns to where one was in the list.
  useEffect(() => {
    if (hasKeyboard()) field.current?.focus({ preventScroll: true });
  }, []);

  function takeBatch(next: string | undefined): void {
    setBatchText(next);
    // The form that had the focus is gone: the field in its place is ready for the next number.
    if (next === undefined && hasKeyboard()) requestAnimationFrame(() => field.current?.focus({ preventScroll: true }));
  }

  const takeExample = useCallback((number: string): void => {
    setBatchText(undefined);
    setText(number);
    field.current?.focus();
  }, []);

  return (
    <>
      <title>{t('title')}</title>
      <h1 className="mb-1 text-center font-semibold text-3xl text-ink tracking-tight">{t('title')}</h1>
      <p className="mb-8 text-balance text-center text-ink-soft">{t('lead')}</p>
      {batchText === undefined ? (
        <CheckForm text={text} onText={setText} onBatch={setBatchText} fieldRef={field} />
      ) : (
        <LoadFailure>
          <Suspense>
            <BatchForm text={batchText} onText={takeBatch} />
          </Suspense>
        </LoadFailure>
      )}
      <AllowanceNote />
      {batch !== undefined && (
        <div className="mt-4">
          <LoadFailure>
            <Suspense>
              <BatchCard batch={batch} state={state} />
            </Suspense>
          </LoadFailure>
        </div>
      )}
      {latest !== undefined && batch === undefined && (
        <div className="mt-4">
          <AnswerCard row={latest} linked />
        </div>
      )}
      <div className="mt-12">
        <ResultsList onExample={takeExample} />
      </div>
    </>
  );
}
