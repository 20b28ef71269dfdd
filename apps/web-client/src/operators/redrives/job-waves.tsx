import type { RedriveJob } from '@ballast/contracts/operators';
import { Ban, CircleCheck, CircleDashed, CircleX, LoaderCircle, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { type CellState, cellsOf, type Wave, type WaveState, waveStateOf } from './job-progress.ts';

const STATES: Readonly<Record<WaveState, { icon: LucideIcon; ink: string; block: string }>> = {
  waiting: { icon: CircleDashed, ink: 'text-ink-faint', block: 'bg-raised' },
  going: { icon: LoaderCircle, ink: 'text-accent', block: 'bg-raised' },
  passed: { icon: CircleCheck, ink: 'text-prime', block: 'bg-prime-wash' },
  failed: { icon: CircleX, ink: 'text-failed', block: 'bg-failed-wash' },
  cancelled: { icon: Ban, ink: 'text-ink-faint', block: 'bg-raised' },
};
const CELLS: Readonly<Record<CellState, string>> = {
  succeeded: 'bg-prime',
  failed: 'bg-failed',
  silent: 'bg-waiting',
  refused: 'bg-ink-faint',
  cancelled: 'bg-line',
  sent: 'bg-accent animate-breathe',
  waiting: 'ring-1 ring-edge ring-inset',
};
const OUTCOMES = ['succeeded', 'failed', 'silent', 'refused', 'sent', 'waiting', 'cancelled'] as const;

/** The waves of a job, each a block that turns green or red; the words in it say the same. */
export function JobWaves({ job }: { job: RedriveJob }) {
  const t = useTranslations('redrives');
  return (
    <ol aria-label={t('waves')} className="mt-4 grid gap-3 sm:grid-cols-2">
      {job.waves.map((wave, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a wave's place is its name
        <li key={place} className={place === job.waves.length - 1 && place % 2 === 0 ? 'sm:col-span-2' : undefined}>
          <WaveBlock wave={wave} number={place + 1} threshold={job.failure_threshold} />
        </li>
      ))}
    </ol>
  );
}

function WaveBlock({ wave, number, threshold }: { wave: Wave; number: number; threshold: number }) {
  const t = useTranslations('redrives');
  const state = waveStateOf(wave, threshold);
  const { icon: Icon, ink, block } = STATES[state];
  return (
    <div className={classNames('h-full rounded-md px-4 py-3 transition-colors', block)}>
      <p className="flex items-center justify-between gap-3 text-sm">
        <span className="font-medium text-ink">{t('wave', { number, size: wave.size })}</span>
        <span className={classNames('inline-flex items-center gap-1.5 whitespace-nowrap font-medium', ink)}>
          <Icon size={16} aria-hidden className={state === 'going' ? 'animate-spin' : undefined} />
          {t(`waveStates.${state}`)}
        </span>
      </p>
      <div aria-hidden className="mt-2.5 flex flex-wrap gap-1">
        {cellsOf(wave).map((cell, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a square is its place
          <span key={place} className={classNames('size-3 rounded-sm transition-colors', CELLS[cell])} />
        ))}
      </div>
      <p className="mt-2 flex flex-wrap gap-x-3 text-ink-soft text-sm tabular-nums">
        {OUTCOMES.filter((name) => wave[name] > 0).map((name) => (
          <span key={name} className="whitespace-nowrap">
            {t(`outcomes.${name}`, { count: wave[name] })}
          </span>
        ))}
      </p>
    </div>
  );
}
