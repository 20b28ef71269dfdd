import type { Limits } from '@ballast/contracts/operators';
import { Database, Gauge, type LucideIcon, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { ThinBar } from '../thin-bar.tsx';
import { percentOf } from './limits-words.ts';

/** Where the counts are kept, and how much of the global limits is open at the moment. */
export function LimitsState({ limits: { store, global } }: { limits: Limits }) {
  const t = useTranslations('limits');
  const count = store.live_instances;
  const whole = global.factor >= 1;
  return (
    <dl className="mt-6 grid gap-3 sm:grid-cols-2">
      {store.state === 'redis' ? (
        <Fact icon={Database} look="good" term={t('store')} value="Redis">
          {t('together', { count })}
        </Fact>
      ) : (
        <Fact icon={Unplug} look="waiting" term={t('store')} value={t('away')}>
          {t('apart', { count })}
          {store.reason !== undefined && <span className="mt-1 block break-words">{store.reason}</span>}
        </Fact>
      )}
      <Fact icon={Gauge} look={whole ? 'good' : 'waiting'} term={t('global')} value={percentOf(global.factor, t)}>
        <span className="my-2 block">
          <ThinBar parts={[{ name: 'open', share: global.factor, className: whole ? 'bg-prime' : 'bg-waiting' }]} />
        </span>
        {whole ? t('nothingLess') : global.reasons.map((reason) => <Reason key={reason}>{reason}</Reason>)}
      </Fact>
    </dl>
  );
}

function Reason({ children }: { children: string }) {
  return <span className="block first-letter:uppercase">{children}</span>;
}

interface FactProps {
  readonly icon: LucideIcon;
  readonly look: 'good' | 'waiting';
  readonly term: string;
  readonly value: string;
  readonly children: ReactNode;
}

function Fact({ icon: Icon, look, term, value, children }: FactProps) {
  return (
    <div className={classNames('rounded-md px-4 py-3', look === 'good' ? 'bg-raised' : 'bg-waiting-wash')}>
      <dt className="flex items-center gap-2 text-ink-soft text-sm">
        <Icon size={16} aria-hidden className={look === 'good' ? 'text-ink-faint' : 'text-waiting'} />
        {term}
      </dt>
      <dd className="mt-0.5 text-ink-soft text-sm">
        <span className="font-semibold text-ink text-lg tabular-nums">{value}</span>
        <span className="block">{children}</span>
      </dd>
    </div>
  );
}

export function LimitsStateSkeleton() {
  return (
    <div aria-hidden className="mt-6 grid animate-breathe gap-3 sm:grid-cols-2">
      <div className="h-24 rounded-md bg-raised" />
      <div className="h-24 rounded-md bg-raised" />
    </div>
  );
}
