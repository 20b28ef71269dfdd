import { useQuery } from '@tanstack/react-query';
import { Layers } from 'lucide-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { FailureNote } from '../../forms/failure-note.tsx';
import { PanelEmpty, PanelError, PanelSkeleton } from '../panel-states.tsx';
import type { Operator } from '../roles.ts';
import { SegmentedControl } from '../segmented-control.tsx';
import { useSteadyOrder } from '../use-steady-order.ts';
import type { Address } from './address.ts';
import { groupsQuery, statsQuery } from './dead-letters-queries.ts';
import { GroupRow } from './group-row.tsx';
import { MAX_GROUPS } from './letters-api.ts';
import type { Move } from './use-address.ts';
import { useGroupChange } from './use-group-change.ts';

const GROUP_STATES = ['active', 'ignored', 'resolved'] as const;
const EMPTY = { active: 'empty', ignored: 'emptyIgnored', resolved: 'emptyResolved' } as const;

interface GroupsPaneProps {
  readonly address: Address;
  readonly move: Move;
  readonly operator: Operator;
}

/** What failed alike, the largest first; choosing one lists its letters. */
export function GroupsPane({ address, move, operator }: GroupsPaneProps) {
  const t = useTranslations('deadLetters.groups');
  const query = useQuery(groupsQuery(address.groups));
  const stats = useQuery(statsQuery(24));
  const format = useFormatter();
  const change = useGroupChange();
  const [held, setHeld] = useState(false);
  const groups = useSteadyOrder(query.data ?? [], ({ fingerprint }) => fingerprint, held);
  const pending = groups.reduce((sum, group) => sum + group.pending, 0);
  const isAll = address.group === undefined || address.group === 'all';
  return (
    <section aria-label={t('title')} aria-busy={query.isFetching} className="flex min-h-0 flex-col">
      <div className="flex min-h-11 items-center justify-between gap-2 pb-2">
        <h2 className="font-semibold text-ink text-sm">{t('title')}</h2>
        <SegmentedControl
          label={t('label')}
          value={address.groups}
          options={GROUP_STATES.map((value) => ({ value, label: t(value) }))}
          onChange={(value) => move({ groups: value }, 'replace')}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only notices that somebody is there */}
      <div
        className="min-h-0 grow overflow-y-auto pb-4"
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
      >
        <button
          type="button"
          aria-current={isAll ? 'true' : undefined}
          onClick={() => move({ group: 'all', letter: undefined })}
          className={classNames(
            'flex min-h-11 w-full items-center gap-3 rounded-md px-3 py-2 text-left transition-colors hover:bg-raised',
            isAll && 'bg-raised',
          )}
        >
          <Layers size={16} aria-hidden className="shrink-0 text-ink-faint" />
          <span className="grow font-medium text-ink text-sm">{t('all')}</span>
          {stats.data !== undefined && (
            <span className="font-semibold text-ink tabular-nums">{format.number(stats.data.pending)}</span>
          )}
        </button>
        {change.failure !== undefined && <FailureNote failure={change.failure} />}
        {query.isPending && <PanelSkeleton rows={4} className="h-20" what={t('what')} />}
        {query.isLoadingError && <PanelError what={t('title')} query={query} />}
        {query.isSuccess && groups.length === 0 && <PanelEmpty>{t(EMPTY[address.groups])}</PanelEmpty>}
        <ul className="mt-1 flex flex-col gap-1">
          {groups.map((group) => (
            <li key={group.fingerprint}>
              <GroupRow
                group={group}
                share={pending === 0 ? 0 : group.pending / pending}
                chosen={address.group === group.fingerprint}
                onChoose={() => move({ group: group.fingerprint, letter: undefined })}
                operator={operator}
                busy={change.busy || change.early}
                onChange={(wanted) => change.run({ group, change: wanted })}
              />
            </li>
          ))}
        </ul>
        {groups.length >= MAX_GROUPS && (
          <p className="px-3 py-2 text-ink-faint text-sm">{t('largest', { count: format.number(MAX_GROUPS) })}</p>
        )}
      </div>
    </section>
  );
}
