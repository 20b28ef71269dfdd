import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { TextField } from '../../design/text-field.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { jobPath } from '../../routing/route.ts';
import { goTo } from '../../routing/use-route.ts';
import { refreshLetters } from '../dead-letters/dead-letters-queries.ts';
import type { Selection } from '../dead-letters/selection.ts';
import { PanelError, PanelSkeleton } from '../panel-states.tsx';
import { Sheet } from '../sheet.tsx';
import { DryRunFigures, DryRunSummary } from './dry-run-figures.tsx';
import { startRedrive } from './redrives-api.ts';
import { JOBS_KEY, planQuery } from './redrives-queries.ts';
import { useSettled } from './use-settled.ts';

const STEPS = ['what', 'how', 'go'] as const;
const DEFAULT_RATE = 10;
const MAX_RATE = 10_000;
const MAX_DELAY_SECONDS = 604_800;
/** What is typed is asked about when it has stood for so long. */
const TYPING_MS = 300;

interface RedriveSheetProps {
  readonly selection: Selection;
  readonly onClose: () => void;
}

/** Redriving in three steps at the side: what would be sent, how, and go. Nothing is sent before the last. */
export function RedriveSheet({ selection, onClose }: RedriveSheetProps) {
  const t = useTranslations('redrives');
  return (
    <Sheet title={t('sheetTitle')} onClose={onClose}>
      <Steps selection={selection} />
    </Sheet>
  );
}

function Steps({ selection }: Pick<RedriveSheetProps, 'selection'>) {
  const t = useTranslations('redrives');
  const queries = useQueryClient();
  const [step, setStep] = useState(0);
  const [rate, setRate] = useState(String(DEFAULT_RATE));
  const [delay, setDelay] = useState('0');
  const [canary, setCanary] = useState(true);
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const rateFault = isBetween(rate, 0.01, MAX_RATE) ? undefined : t('rateFault', { most: MAX_RATE });
  const delayFault = isBetween(delay, 0, MAX_DELAY_SECONDS) ? undefined : t('delayFault', { most: MAX_DELAY_SECONDS });
  const isWrong = rateFault !== undefined || delayFault !== undefined;
  // While a field is wrong the plan is that of the defaults, and it is not shown.
  const rate_per_second = rateFault === undefined ? Number(rate) : DEFAULT_RATE;
  const delay_seconds = delayFault === undefined ? Number(delay) : 0;
  const plan = useQuery({
    ...planQuery(selection, {
      rate_per_second: useSettled(rate_per_second, TYPING_MS),
      delay_seconds: useSettled(delay_seconds, TYPING_MS),
      canary,
    }),
    placeholderData: keepPreviousData,
  });
  const start = useAct(
    (why: string) => startRedrive(selection, { rate_per_second, delay_seconds, canary }, why),
    (job) => {
      void refreshLetters(queries);
      void queries.invalidateQueries({ queryKey: JOBS_KEY });
      goTo(jobPath(job.id));
    },
  );

  if (plan.data === undefined) {
    return plan.isLoadingError ? (
      <PanelError what={t('plan')} query={plan} />
    ) : (
      <PanelSkeleton rows={4} className="h-14" what={t('plan')} />
    );
  }
  const isLast = step === STEPS.length - 1;
  const isClosed = plan.data.would_send === 0 || isWrong || start.busy || start.early;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isClosed) return;
        if (!isLast) setStep(step + 1);
        else if (reason.trim() === '') setFault(t('reasonFault'));
        else start.run(reason.trim());
      }}
    >
      <StepList step={step} />
      {step === 0 && <DryRunFigures plan={plan.data} />}
      {step === 1 && (
        <div className="flex flex-col gap-5">
          <TextField
            label={t('rateLabel')}
            inputMode="decimal"
            value={rate}
            fault={rateFault}
            onText={setRate}
            autoFocus
          />
          <TextField label={t('delayLabel')} inputMode="numeric" value={delay} fault={delayFault} onText={setDelay} />
          <label className="flex items-start gap-3 text-sm">
            <input
              type="checkbox"
              checked={canary}
              onChange={({ target }) => setCanary(target.checked)}
              className="mt-0.5 size-4 accent-accent"
            />
            <span>
              <span className="block font-medium text-ink">{t('canary')}</span>
              <span className="text-ink-soft">{t('canaryHelp')}</span>
            </span>
          </label>
          {!isWrong && <DryRunSummary plan={plan.data} />}
        </div>
      )}
      {isLast && (
        <div className="flex flex-col gap-4">
          <DryRunSummary plan={plan.data} />
          <TextField
            label={t('why')}
            maxLength={1000}
            value={reason}
            fault={fault}
            autoFocus
            onText={(text) => {
              setFault(undefined);
              setReason(text);
            }}
          />
          {start.failure !== undefined && <FailureNote failure={start.failure} />}
        </div>
      )}
      <div className="mt-6 flex items-center gap-2">
        <Button look="primary" type="submit" disabled={isClosed}>
          {isLast ? t('goNow', { count: plan.data.would_send }) : t('next')}
        </Button>
        {step > 0 && <Button onClick={() => setStep(step - 1)}>{t('back')}</Button>}
      </div>
    </form>
  );
}

function StepList({ step }: { step: number }) {
  const t = useTranslations('redrives');
  return (
    <ol className="mb-5 flex gap-5 border-line border-b text-sm">
      {STEPS.map((name, place) => (
        <li
          key={name}
          aria-current={place === step ? 'step' : undefined}
          className={classNames(
            'pb-2',
            place === step ? '-mb-px border-accent border-b-2 font-medium text-ink' : 'text-ink-faint',
          )}
        >
          {place + 1}. {t(`steps.${name}`)}
        </li>
      ))}
    </ol>
  );
}

function isBetween(text: string, least: number, most: number): boolean {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) && value >= least && value <= most;
}
