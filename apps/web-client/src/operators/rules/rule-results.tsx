import { useQuery } from '@tanstack/react-query';
import { CircleDashed, Send } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Link } from '../../routing/link.tsx';
import { jobPath } from '../../routing/route.ts';
import { Age } from '../../time/age.tsx';
import { PanelEmpty, PanelError, PanelSkeleton } from '../panel-states.tsx';
import { type Firing, firingsOf } from './firing.ts';
import { LetterLinks } from './letter-links.tsx';
import { PassedOver } from './passed-over.tsx';
import { firingsQuery } from './rules-queries.ts';

/** What a rule did and what in shadow mode it would have done, newest first. */
export function RuleResults({ name }: { name: string }) {
  const t = useTranslations('rules.results');
  const query = useQuery(firingsQuery(name));
  const firings = firingsOf(query.data ?? []);
  return (
    <section aria-label={t('what')} className="mt-2">
      {query.isPending && <PanelSkeleton rows={3} className="h-12" what={t('what')} />}
      {query.isLoadingError && <PanelError what={t('what')} query={query} />}
      {query.isSuccess && firings.length === 0 && <PanelEmpty>{t('empty')}</PanelEmpty>}
      <ul className="divide-y divide-line/70">
        {firings.map((firing) => (
          <li key={firing.seq} className="px-1 py-2.5 text-sm">
            <FiringLine firing={firing} />
          </li>
        ))}
      </ul>
      {firings.length > 0 && (
        <Link
          to={`/dlq/audit?${new URLSearchParams({ actor: `rule:${name}` })}`}
          className="inline-flex min-h-9 items-center rounded-md font-medium text-accent text-sm hover:text-accent-strong"
        >
          {t('toAudit')}
        </Link>
      )}
    </section>
  );
}

function FiringLine({ firing }: { firing: Firing }) {
  const t = useTranslations('rules.results');
  const isShadow = firing.shadow === true;
  const Icon = isShadow ? CircleDashed : Send;
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 text-ink tabular-nums">
        <Icon size={16} aria-hidden className={isShadow ? 'text-ink-faint' : 'text-accent'} />
        <span>{t(isShadow ? 'shadow' : 'fired', { count: firing.letters })}</span>
        {firing.job_id !== undefined && (
          <Link
            to={jobPath(firing.job_id)}
            className="min-h-6 rounded-sm text-accent underline underline-offset-2 hover:text-accent-strong"
          >
            {t('toJob')}
          </Link>
        )}
        {firing.examples.length > 0 && (
          <span className="text-ink-soft">
            {t('examples')} <LetterLinks ids={firing.examples} />
          </span>
        )}
        <Age at={firing.at} className="ml-auto text-ink-faint" />
      </p>
      <PassedOver counts={firing.passed_over} />
    </>
  );
}
