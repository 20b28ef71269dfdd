import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import type { ResultsState } from '../results/results-state.ts';
import { useConnection, useSession } from '../session/session-context.ts';
import { Countdown } from '../time/countdown.tsx';

/** How far a batch is: sent, decided, and when the next one goes. Its results stand in the list as they are sent. */
export function BatchCard({ batch, state }: { batch: string; state: ResultsState }) {
  const { sender } = useSession();
  const t = useTranslations('batch');
  const { state: connection } = useConnection();
  const nextAt = useSyncExternalStore(sender.nextTurn.subscribe, sender.nextTurn.get);
  const { total, sent, decided, refused, waiting } = count(state, batch);
  const away = connection === 'lost' && waiting > 0;

  return (
    <section aria-label={t('batch', { count: total })} className="rounded-md bg-raised px-5 py-4">
      <p className="font-semibold text-ink text-xl">{t('batch', { count: total })}</p>
      <div
        role="progressbar"
        aria-label={t('progress')}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={sent}
        className="relative mt-3 h-2 overflow-hidden rounded-full bg-line"
      >
        <div
          aria-hidden
          className="absolute inset-0 origin-left bg-accent/40 transition-transform"
          style={{ transform: `scaleX(${sent / total})` }}
        />
        <div
          aria-hidden
          className="absolute inset-0 origin-left bg-accent transition-transform"
          style={{ transform: `scaleX(${decided / total})` }}
        />
      </div>
      <p className="mt-2 text-ink-soft text-sm tabular-nums">{t('batchSent', { sent, total, decided })}</p>
      {refused > 0 && <p className="text-failed text-sm">{t('batchRefused', { count: refused })}</p>}
      <p role="status" className="min-h-5 text-ink-soft text-sm">
        {away && t('batchAway')}
        {!away &&
          waiting > 0 &&
          nextAt !== undefined &&
          t.rich('batchNext', { time: () => <Countdown key="time" until={nextAt} /> })}
        {decided + refused === total && t('batchDone')}
      </p>
      {waiting > 0 && (
        <Button className="-ml-3" onClick={() => sender.stopBatch(batch)}>
          {t('batchStop')}
        </Button>
      )}
    </section>
  );
}

function count({ submissions, entries }: ResultsState, batch: string) {
  const counts = { total: 0, sent: 0, decided: 0, refused: 0, waiting: 0 };
  for (const { batch: of, phase } of submissions) {
    if (of !== batch) continue;
    counts.total += 1;
    if (phase.name === 'queued') counts.waiting += 1;
    if (phase.name === 'refused') counts.refused += 1;
    if (phase.name !== 'accepted') continue;
    counts.sent += 1;
    if (entries.get(phase.id)?.check.status !== 'processing') counts.decided += 1;
  }
  return counts;
}
