import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useTimes } from '../../time/use-times.ts';
import { Panel } from '../panel.tsx';
import type { Operator } from '../roles.ts';
import { ConsumerList } from './consumer-list.tsx';
import { CONSUMER_KINDS, type ConsumerKind } from './limits-words.ts';

/** Who asks most, by address, user and service, and what is left to each. */
export function TopConsumersPanel({ operator }: { operator: Operator }) {
  const t = useTranslations('limits');
  const { formatSpan } = useTimes();
  const [kind, setKind] = useState<ConsumerKind>('ip');
  const [windowSeconds, setWindowSeconds] = useState<number>();
  return (
    <Tabs.Root value={kind} onValueChange={(value) => setKind(value as ConsumerKind)}>
      <Panel
        title={windowSeconds === undefined ? t('top') : t('topOf', { time: formatSpan(windowSeconds * 1_000) })}
        aside={
          <Tabs.List aria-label={t('kindOfConsumer')} className="inline-flex h-9 rounded-md bg-raised p-1">
            {CONSUMER_KINDS.map((value) => (
              <Tabs.Trigger
                key={value}
                value={value}
                className="h-7 rounded-sm px-3 text-ink-soft text-sm transition-colors hover:text-ink data-[state=active]:bg-surface data-[state=active]:font-medium data-[state=active]:text-ink data-[state=active]:ring-1 data-[state=active]:ring-line"
              >
                {t(`kinds.${value}`)}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
        }
      >
        {CONSUMER_KINDS.map((value) => (
          <Tabs.Content key={value} value={value} className="outline-none" tabIndex={-1}>
            <ConsumerList kind={value} operator={operator} onWindow={setWindowSeconds} />
          </Tabs.Content>
        ))}
      </Panel>
    </Tabs.Root>
  );
}
