import type { TopConsumers } from '@ballast/contracts/operators';
import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import type { Operator } from '../roles.ts';
import { ThinBar } from '../thin-bar.tsx';
import { BucketList } from './bucket-list.tsx';

interface ConsumerRowProps {
  readonly consumer: TopConsumers['items'][number];
  /** Requests of the busiest consumer: a bar of full length. */
  readonly most: number;
  readonly operator: Operator;
  readonly initiallyOpen?: boolean;
}

/** One consumer: how much it asked, how much of that was refused; opened, what is left to it. */
export function ConsumerRow({ consumer, most, operator, initiallyOpen = false }: ConsumerRowProps) {
  const t = useTranslations('limits');
  const [open, setOpen] = useState(initiallyOpen);
  const { kind, id, requests, denied } = consumer;
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen}>
      <Collapsible.Trigger className="grid min-h-14 w-full grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-2 rounded-md px-1 py-2 text-left transition-colors hover:bg-raised sm:grid-cols-[auto_minmax(0,1.2fr)_minmax(0,1fr)_14rem]">
        <ChevronRight
          size={16}
          aria-hidden
          className={classNames('text-ink-faint transition-transform', open && 'rotate-90')}
        />
        <span className="truncate font-mono text-ink text-sm" title={id}>
          {id}
        </span>
        <span className="col-span-2 sm:col-span-1">
          <ThinBar
            parts={[
              { name: 'allowed', share: Math.max(0, requests - denied) / most, className: 'bg-accent' },
              { name: 'refused', share: denied / most, className: 'bg-failed' },
            ]}
          />
        </span>
        <span className="col-span-2 text-ink-soft text-sm tabular-nums sm:col-span-1 sm:text-right">
          {t('requestCount', { count: requests })}
          {denied > 0 && <span className="text-failed"> · {t('refusedCount', { count: denied })}</span>}
        </span>
      </Collapsible.Trigger>
      <Collapsible.Content className="grow-in">
        <div>
          <BucketList identity={{ kind, id }} operator={operator} />
        </div>
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
