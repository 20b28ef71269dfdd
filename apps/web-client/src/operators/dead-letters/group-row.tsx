import type { DeadLetterGroup } from '@ballast/contracts/operators';
import { RotateCcw } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { Age } from '../../time/age.tsx';
import type { Operator } from '../roles.ts';
import { GroupState } from './group-state.tsx';
import { TYPE_LOOKS } from './letter-look.ts';
import type { GroupChange } from './letters-api.ts';
import { Sparkline } from './sparkline.tsx';

interface GroupRowProps {
  readonly group: DeadLetterGroup;
  /** Of what is pending in all groups of the list, 0 to 1. */
  readonly share: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly operator: Operator;
  readonly busy: boolean;
  readonly onChange: (change: GroupChange) => void;
}

export function GroupRow({ group, share, chosen, onChoose, operator, busy, onChange }: GroupRowProps) {
  const t = useTranslations('deadLetters.groups');
  const types = useTranslations('deadLetters.types');
  const format = useFormatter();
  const { icon: Icon, ink } = TYPE_LOOKS[group.error_type];
  const lastDay = group.last_24_hours.reduce((sum, count) => sum + count, 0);
  return (
    <div className={classNames('rounded-md transition-colors', chosen ? 'bg-raised' : 'hover:bg-raised')}>
      <button
        type="button"
        aria-current={chosen ? 'true' : undefined}
        onClick={onChoose}
        className="flex w-full flex-col gap-1 rounded-md px-3 py-2 text-left"
      >
        <span className="flex items-start gap-2">
          <span className="line-clamp-2 min-w-0 grow break-words font-medium text-ink text-sm">{group.title}</span>
          <span className="font-semibold text-ink tabular-nums">{format.number(group.pending)}</span>
        </span>
        <span className="flex flex-wrap items-center gap-x-3 text-ink-soft text-xs">
          <span className={classNames('inline-flex items-center gap-1', ink)}>
            <Icon size={12} aria-hidden /> {types(group.error_type)}
          </span>
          <span className="truncate">{group.subject}</span>
          {group.regressed_at !== undefined && (
            <span className="inline-flex items-center gap-1 rounded-sm bg-failed-wash px-1.5 font-medium text-failed">
              <RotateCcw size={12} aria-hidden /> {t('backAgain')} <Age at={group.regressed_at} />
            </span>
          )}
          {group.ignore_until_per_hour !== undefined && (
            <span>{t('ignoredUntil', { count: format.number(group.ignore_until_per_hour) })}</span>
          )}
        </span>
        <span className="flex items-end justify-between gap-3">
          <Sparkline counts={group.last_24_hours} label={t('hours', { count: lastDay })} />
          <span className="text-ink-faint text-xs tabular-nums">
            {t('share', { share: format.number(share, { style: 'percent', maximumFractionDigits: 0 }) })}
          </span>
        </span>
        <span className="text-ink-faint text-xs">
          {t('firstSeen')} <Age at={group.first_seen_at} /> · {t('lastSeen')} <Age at={group.last_seen_at} />
        </span>
      </button>
      {chosen && <GroupState group={group} operator={operator} busy={busy} onChange={onChange} />}
    </div>
  );
}
