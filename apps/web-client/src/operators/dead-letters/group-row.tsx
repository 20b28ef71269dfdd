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
        <span className="flex min-w-0 items-center gap-x-3 text-ink-soft text-xs">
          <span className={classNames('inline-flex shrink-0 items-center gap-1', ink)}>
            <Icon size={12} aria-hidden /> {types(group.error_type)}
          </span>
          <span className="min-w-0 grow truncate" title={group.subject}>
            {group.subject}
          </span>
          <span className="shrink-0 text-ink-faint tabular-nums">
            {t.rich('share', {
              share: format.number(share, { style: 'percent', maximumFractionDigits: 0 }),
              hidden: (words) => (
                <span key="hidden" className="sr-only">
                  {words}
                </span>
              ),
            })}
          </span>
        </span>
        <span className="mt-0.5 flex items-end justify-between gap-3">
          <Sparkline counts={group.last_24_hours} label={t('hours', { count: lastDay })} />
          <span className="flex min-w-0 flex-wrap justify-end gap-x-1 text-right text-ink-faint text-xs tabular-nums">
            <span>
              {t('firstSeen')} <Age at={group.first_seen_at} />
            </span>
            <span>
              {t('lastSeen')} <Age at={group.last_seen_at} />
            </span>
          </span>
        </span>
        {(group.regressed_at !== undefined || group.ignore_until_per_hour !== undefined) && (
          <span className="mt-0.5 flex flex-wrap gap-x-3 gap-y-1 text-ink-soft text-xs">
            {group.regressed_at !== undefined && (
              <span className="inline-flex h-5 items-center gap-1 rounded-sm bg-failed-wash px-1.5 font-medium text-failed">
                <RotateCcw size={12} aria-hidden /> {t('backAgain')} <Age at={group.regressed_at} />
              </span>
            )}
            {group.ignore_until_per_hour !== undefined && (
              <span className="inline-flex h-5 items-center">
                {t('ignoredUntil', { count: format.number(group.ignore_until_per_hour) })}
              </span>
            )}
          </span>
        )}
      </button>
      {chosen && <GroupState group={group} operator={operator} busy={busy} onChange={onChange} />}
    </div>
  );
}
