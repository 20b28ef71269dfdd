import type { AuditEntry } from '@ballast/contracts/operators';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { Age } from '../../time/age.tsx';
import { shortenId } from '../short-id.tsx';
import { AuditDetails } from './audit-details.tsx';
import { OutcomeMark } from './outcome-mark.tsx';
import { TARGET_TYPES } from './target-types.ts';
import type { MoveAudit } from './use-audit-address.ts';

interface AuditRowProps {
  readonly entry: AuditEntry;
  readonly isOpen: boolean;
  readonly move: MoveAudit;
}

/** One act: who, what, to what, why and what came of it. Opened, all that it says. */
export function AuditRow({ entry, isOpen, move }: AuditRowProps) {
  const t = useTranslations('audit');
  const { seq, actor, act, target_type, target_id, reason } = entry;
  const known = TARGET_TYPES.find((one) => one === target_type);
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => move({ entry: isOpen ? undefined : seq }, 'replace')}
        className="grid w-[calc(100%+1rem)] grid-cols-[auto_minmax(0,1fr)_auto] -mx-2 gap-x-3 rounded-md px-2 py-2.5 text-left text-sm transition-colors hover:bg-raised"
      >
        <ChevronRight
          size={16}
          aria-hidden
          className={classNames('mt-0.5 text-ink-faint transition-transform', isOpen && 'rotate-90')}
        />
        <span className="min-w-0">
          <span className="flex flex-wrap items-center gap-x-2 text-ink">
            <span className="sr-only">{t('entry.open', { seq: String(seq) })}</span>
            <span className="max-w-full break-all font-medium">{actor}</span>
            <code className="font-mono text-xs">{act}</code>
            <span className="max-w-full truncate text-ink-soft" title={target_id}>
              {known === undefined ? target_type : t(`types.${known}`)} {shortenId(target_id)}
            </span>
          </span>
          {reason !== undefined && <span className="block break-words text-ink-soft">{reason}</span>}
        </span>
        <span className="flex flex-col items-end gap-1 self-start whitespace-nowrap sm:flex-row sm:items-baseline sm:gap-4">
          <OutcomeMark outcome={entry.outcome} />
          <Age at={entry.at} className="text-ink-faint sm:w-24 sm:text-right" />
        </span>
      </button>
      {isOpen && <AuditDetails entry={entry} move={move} />}
    </div>
  );
}
