import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { Age } from '../../time/age.tsx';
import { PanelError, PanelSkeleton } from '../panel-states.tsx';
import { letterAuditQuery } from './dead-letters-queries.ts';

/** Who did what to this letter, when, why, and what came of it. */
export function LetterAudit({ id }: { id: string }) {
  const t = useTranslations('deadLetters.detail');
  const query = useQuery(letterAuditQuery(id));
  if (query.isPending) return <PanelSkeleton rows={1} className="h-9" what={t('audit')} />;
  if (query.data === undefined) {
    return <PanelError what={t('audit')} query={query} />;
  }
  if (query.data.length === 0) return <p className="text-ink-soft text-sm">{t('noAudit')}</p>;
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {query.data.map(({ seq, at, actor, act, outcome, reason }) => (
        <li key={seq}>
          <p className="text-ink">
            <span className="font-medium">{actor}</span> <code className="font-mono text-xs">{act}</code> · {outcome} ·{' '}
            <Age at={at} className="text-ink-faint" />
          </p>
          {reason !== undefined && <p className="break-words text-ink-soft">{reason}</p>}
        </li>
      ))}
    </ul>
  );
}
