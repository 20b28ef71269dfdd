import type { AuditEntry } from '@ballast/contracts/operators';
import { ExternalLink, ListFilter } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { Link } from '../../routing/link.tsx';
import { useTimes } from '../../time/use-times.ts';
import { JsonTree } from '../dead-letters/json-tree.tsx';
import { pathOfTarget } from './target-types.ts';
import type { MoveAudit } from './use-audit-address.ts';

/** All that an entry says, with ways on: to what it was done to, and to more of the same. */
export function AuditDetails({ entry, move }: { entry: AuditEntry; move: MoveAudit }) {
  const t = useTranslations('audit.entry');
  const { formatExactTime } = useTimes();
  const { actor, target_type, target_id, details, at, hash, prev_hash } = entry;
  const path = pathOfTarget(target_type, target_id);
  const only = { actor: '', type: '', target: '', upTo: undefined, entry: undefined };
  return (
    <div className="pb-4 pl-7 text-sm">
      <div className="-ml-3 flex flex-wrap items-center gap-x-1">
        {path !== undefined && (
          <Link
            to={path}
            className="inline-flex h-9 items-center gap-2 rounded-md px-3 font-medium text-accent hover:bg-raised hover:text-accent-strong"
          >
            <ExternalLink size={16} aria-hidden /> {t('goTo')}
          </Link>
        )}
        <Button className="max-w-full" onClick={() => move({ ...only, actor })}>
          <ListFilter size={16} aria-hidden className="shrink-0" />
          <span className="truncate">{t('byActor', { name: actor })}</span>
        </Button>
        <Button className="max-w-full" onClick={() => move({ ...only, type: target_type, target: target_id })}>
          <ListFilter size={16} aria-hidden className="shrink-0" />
          <span className="truncate">{t('byTarget', { name: target_id })}</span>
        </Button>
      </div>
      <h2 className="mt-2 mb-1 font-semibold text-ink">{t('details')}</h2>
      {Object.keys(details).length === 0 ? (
        <p className="text-ink-soft">{t('noDetails')}</p>
      ) : (
        <JsonTree value={details} />
      )}
      <dl className="mt-3 grid gap-x-4 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)]">
        <Fact term={t('time')}>{formatExactTime(Date.parse(at))}</Fact>
        <Fact term={t('hash')}>
          <code className="break-all font-mono text-xs">{hash}</code>
        </Fact>
        <Fact term={t('before')}>
          <code className="break-all font-mono text-xs">{prev_hash}</code>
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-faint">{term}</dt>
      <dd className="min-w-0 text-ink">{children}</dd>
    </div>
  );
}
