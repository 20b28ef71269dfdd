import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { Age } from '../../time/age.tsx';
import { Freshness } from '../freshness.tsx';
import { PanelEmpty, PanelError, PanelSkeleton } from '../panel-states.tsx';
import { AUDIT_EXPORT } from './audit-api.ts';
import { AuditFiltersForm } from './audit-filters.tsx';
import { auditQuery } from './audit-queries.ts';
import { AuditRow } from './audit-row.tsx';
import { ChainState } from './chain-state.tsx';
import { useAuditAddress } from './use-audit-address.ts';

const PLAIN = { actor: '', type: '', target: '', upTo: undefined, entry: undefined } as const;

/** `/dlq/audit`: what operators, rules and the system did, narrowed by the address, and whether anybody changed it since. */
export function AuditPage() {
  const t = useTranslations('audit');
  const [address, move] = useAuditAddress();
  const query = useInfiniteQuery(auditQuery(address));
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const { actor, type, target, upTo } = address;
  const isNarrowed = actor !== '' || type !== '' || target !== '' || upTo !== undefined;
  const isLive = upTo === undefined && query.data?.pages.length === 1;
  return (
    <>
      <title>{t('title')}</title>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 className="font-semibold text-2xl text-ink tracking-tight">{t('title')}</h1>
        <a
          href={AUDIT_EXPORT}
          download="audit.ndjson"
          title={t('exportHint')}
          className="-mr-3 inline-flex h-9 items-center gap-2 rounded-md px-3 font-medium text-accent text-sm transition-colors hover:bg-raised hover:text-accent-strong"
        >
          <Download size={16} aria-hidden /> {t('export')}
        </a>
      </div>
      <p className="mt-1 max-w-[65ch] text-ink-soft text-sm">{t('lead')}</p>
      <ChainState onShow={(seq) => move({ ...PLAIN, upTo: seq, entry: seq })} />
      <AuditFiltersForm
        filters={address}
        onFilter={(filters) => move({ ...filters, upTo: undefined, entry: undefined })}
      />
      <div className="mt-2 flex min-h-9 flex-wrap items-center justify-between gap-x-4">
        {isNarrowed ? (
          <Button className="-ml-3" onClick={() => move(PLAIN)}>
            {t('clear')}
          </Button>
        ) : (
          <span />
        )}
        {query.data !== undefined &&
          (isLive ? (
            <Freshness asOf={query.dataUpdatedAt} failing={query.isError} />
          ) : (
            <p className="text-ink-faint text-sm">
              {t('asOf')} <Age at={new Date(query.dataUpdatedAt).toISOString()} />
            </p>
          ))}
      </div>
      {query.isPending && <PanelSkeleton rows={8} className="h-14" what={t('what')} />}
      {query.isLoadingError && <PanelError what={t('what')} query={query} />}
      {query.data !== undefined && entries.length === 0 && (
        <PanelEmpty>{t(isNarrowed ? 'nothing' : 'empty')}</PanelEmpty>
      )}
      <ul aria-label={t('entry.entries')} className="divide-y divide-line/70">
        {entries.map((entry) => (
          <li key={entry.seq}>
            <AuditRow entry={entry} isOpen={entry.seq === address.entry} move={move} />
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button className="mt-2 -ml-2" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t(query.isFetchingNextPage ? 'loading' : 'more')}
        </Button>
      ) : (
        entries.length > 0 && <p className="mt-3 px-1 text-ink-faint text-sm">{t('end')}</p>
      )}
    </>
  );
}
