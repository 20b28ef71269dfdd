import type { Ledger } from '@ballast/contracts/operators';
import { useFormatter, useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { Age } from '../../time/age.tsx';
import { useTimes } from '../../time/use-times.ts';
import { Panel } from '../panel.tsx';
import { PanelEmpty } from '../panel-states.tsx';
import { ThinBar } from '../thin-bar.tsx';
import { Light } from './light.tsx';

type Account = Ledger['emails'];

const ENDS = [
  { name: 'completed', bar: 'bg-prime' },
  { name: 'dead_lettered', bar: 'bg-failed' },
  { name: 'discarded', bar: 'bg-ink-faint' },
  { name: 'in_flight', bar: 'bg-accent' },
  { name: 'unaccounted', bar: 'bg-waiting' },
] as const;

/** Everything that was ever accepted, as a sum that comes out even. */
export function LedgerPanel({ ledger }: { ledger: Ledger | undefined }) {
  const t = useTranslations('status.ledger');
  return (
    <Panel
      title={t('title')}
      aside={
        ledger?.checked_at !== undefined && (
          <span className="text-ink-faint text-sm">
            {t('checked')} <Age at={ledger.checked_at} />
          </span>
        )
      }
    >
      {ledger === undefined ? (
        <PanelEmpty>{t('unread')}</PanelEmpty>
      ) : (
        <div className="flex flex-col gap-6">
          <AccountLine title={t('requests')} account={ledger} />
          <AccountLine title={t('emails')} account={ledger.emails} />
        </div>
      )}
    </Panel>
  );
}

function AccountLine({ title, account }: { title: string; account: Account }) {
  const t = useTranslations('status.ledger');
  const { formatDuration } = useTimes();
  const format = useFormatter();
  const isEven = account.balanced && account.unaccounted === 0;
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4">
        <h3 className="font-medium text-ink text-sm">{title}</h3>
        <Light look={isEven ? 'good' : account.balanced ? 'failed' : 'waiting'}>
          {isEven ? t('even') : account.balanced ? t('losing', { count: account.unaccounted }) : t('uneven')}
        </Light>
      </div>
      <ThinBar
        parts={ENDS.map(({ name, bar }) => ({
          name,
          share: account[name] / Math.max(1, account.accepted),
          className: bar,
        }))}
      />
      <dl className="mt-2 flex flex-wrap gap-x-3 gap-y-2">
        <Term word={t('accepted')}>{format.number(account.accepted)}</Term>
        {ENDS.map(({ name }, place) => (
          <Term key={name} sign={place === 0 ? '=' : '+'} word={t(name)}>
            {format.number(account[name])}
          </Term>
        ))}
        {account.in_flight > 0 && (
          <Term apart word={t('oldest')}>
            {formatDuration(account.oldest_in_flight_seconds * 1_000)}
          </Term>
        )}
      </dl>
    </div>
  );
}

interface TermProps {
  readonly sign?: string;
  readonly word: string;
  /** It is no part of the sum. */
  readonly apart?: boolean;
  readonly children: string;
}

function Term({ sign, word, apart = false, children }: TermProps) {
  return (
    <div
      className={classNames('flex flex-col-reverse', sign !== undefined && 'pl-5', apart && 'sm:ml-auto sm:text-right')}
    >
      <dt className="text-ink-faint text-xs">{word}</dt>
      <dd className="relative font-medium text-ink tabular-nums">
        {sign !== undefined && (
          <span aria-hidden className="absolute -left-5 font-normal text-ink-faint">
            {sign}
          </span>
        )}
        {children}
      </dd>
    </div>
  );
}
