import type { TopConsumers } from '@ballast/contracts/operators';
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { PanelEmpty, PanelError, PanelSkeleton } from '../panel-states.tsx';
import type { Operator } from '../roles.ts';
import { useSteadyOrder } from '../use-steady-order.ts';
import { ConsumerRow } from './consumer-row.tsx';
import { topConsumersQuery } from './limits-queries.ts';
import type { ConsumerKind } from './limits-words.ts';

type Consumer = TopConsumers['items'][number];

interface ConsumerListProps {
  readonly kind: ConsumerKind;
  readonly operator: Operator;
  /** Told how long the time is that the figures are of. */
  readonly onWindow: (seconds: number) => void;
}

const idOf = ({ id }: Consumer) => id;

/** The consumers of one kind, most first, and any other that is looked up. */
export function ConsumerList({ kind, operator, onWindow }: ConsumerListProps) {
  const t = useTranslations('limits');
  const query = useQuery(topConsumersQuery(kind));
  const [lookedUp, setLookedUp] = useState<string>();
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const items = query.data?.items.filter((one) => one.kind === kind) ?? [];
  const rows = useSteadyOrder(items, idOf, pointed || focused);
  const most = Math.max(1, ...items.map(({ requests }) => requests));
  const seconds = query.data?.window_seconds;
  useEffect(() => {
    if (seconds !== undefined) onWindow(seconds);
  }, [seconds, onWindow]);

  return (
    <>
      <LookUp kind={kind} onLookUp={setLookedUp} />
      {lookedUp !== undefined && (
        <div className="border-line border-b">
          <ConsumerRow
            key={lookedUp}
            consumer={items.find(({ id }) => id === lookedUp) ?? { kind, id: lookedUp, requests: 0, denied: 0 }}
            most={most}
            operator={operator}
            initiallyOpen
          />
        </div>
      )}
      {query.isPending && <PanelSkeleton rows={4} className="h-14" what={t(`consumers.${kind}`)} />}
      {query.isLoadingError && <PanelError what={t('top')} query={query} />}
      {query.isSuccess && rows.length === 0 && <PanelEmpty>{t(`noConsumers.${kind}`)}</PanelEmpty>}
      <ul
        className="divide-y divide-line/70"
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        {rows.map((consumer) => (
          <li key={consumer.id}>
            <ConsumerRow consumer={consumer} most={most} operator={operator} />
          </li>
        ))}
      </ul>
    </>
  );
}

function LookUp({ kind, onLookUp }: { kind: ConsumerKind; onLookUp: (id: string) => void }) {
  const [id, setId] = useState('');
  const t = useTranslations('limits');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== '') onLookUp(id.trim());
      }}
      className="mb-1 flex items-center gap-2 border-line border-b transition-colors focus-within:border-accent"
    >
      <Search size={16} aria-hidden className="shrink-0 text-ink-faint" />
      <input
        aria-label={t(`lookUps.${kind}`)}
        placeholder={t(`lookUps.${kind}`)}
        value={id}
        maxLength={100}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setId(event.target.value)}
        className="h-11 min-w-0 grow bg-transparent text-ink outline-none placeholder:text-ink-faint"
      />
      <Button type="submit" disabled={id.trim() === ''}>
        {t('lookUp')}
      </Button>
    </form>
  );
}
