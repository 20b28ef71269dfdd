import { useQuery } from '@tanstack/react-query';
import { CloudOff, Link2, Link2Off, LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { describeFailure } from '../../api/describe-failure.ts';
import { Button } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { Age } from '../../time/age.tsx';
import { chainQuery } from './audit-queries.ts';

/** Whether the chain of hashes is whole, as it was last read. `onShow`: looks at an entry. */
export function ChainState({ onShow }: { onShow: (seq: number) => void }) {
  const t = useTranslations('audit.chain');
  const errors = useTranslations('errors');
  const query = useQuery(chainQuery);
  const { data } = query;
  const again = (
    <Button className="-my-2 -mr-3" disabled={query.isFetching} onClick={() => void query.refetch()}>
      {t('again')}
    </Button>
  );
  if (query.isFetching) {
    return (
      <Line
        role="status"
        look="bg-raised"
        icon={LoaderCircle}
        ink="animate-spin text-accent"
        title={t('checking')}
        // Whoever has pressed it does not lose it.
        aside={again}
      />
    );
  }
  if (query.isError || data === undefined) {
    const { code, said } = describeFailure(query.error, query.errorUpdatedAt);
    return (
      <Line role="alert" look="bg-waiting-wash" icon={CloudOff} ink="text-waiting" title={t('failed')} aside={again}>
        <p className="text-ink-soft">
          {errors(`request.${code}`)} {code === 'unreadable' ? errors('reload') : said}
        </p>
      </Line>
    );
  }
  const brokenAt = data.is_intact ? undefined : (data.broken_at ?? data.entries + 1);
  if (brokenAt === undefined) {
    return (
      <Line
        role="status"
        look="bg-prime-wash"
        icon={Link2}
        ink="text-prime"
        title={t('intact', { count: data.entries })}
        aside={again}
      >
        <p className="text-ink-soft">
          {t('checked')} <Age at={new Date(query.dataUpdatedAt).toISOString()} />
        </p>
      </Line>
    );
  }
  return (
    <Line
      role="alert"
      look="bg-failed-wash"
      icon={Link2Off}
      ink="text-failed"
      title={t('broken', { seq: brokenAt })}
      aside={again}
    >
      <p className="text-ink-soft">{t('brokenDetail')}</p>
      <Button className="-ml-3" onClick={() => onShow(brokenAt)}>
        {t('show')}
      </Button>
    </Line>
  );
}

interface LineProps {
  readonly role: 'status' | 'alert';
  readonly look: string;
  readonly icon: LucideIcon;
  readonly ink: string;
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

function Line({ role, look, icon: Icon, ink, title, aside, children }: LineProps) {
  return (
    <div
      className={classNames(
        'mt-4 flex flex-wrap items-start justify-between gap-x-4 gap-y-2 rounded-md px-4 py-3',
        look,
      )}
    >
      <div role={role} className="flex min-w-0 grow basis-60 gap-3 text-sm">
        <Icon size={20} aria-hidden className={classNames('shrink-0', ink)} />
        <div className="min-w-0">
          <p className="font-semibold text-ink">{title}</p>
          {children}
        </div>
      </div>
      {aside}
    </div>
  );
}
