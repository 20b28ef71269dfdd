import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { describeFailure } from '../api/describe-failure.ts';
import { Button } from '../design/button.tsx';
import { Countdown, useIsBefore } from '../time/countdown.tsx';

interface PanelErrorProps {
  /** What could not be loaded: "Limits". */
  readonly what: string;
  /** The query that failed. */
  readonly query: {
    readonly error: Error;
    /** In epoch milliseconds. */
    readonly errorUpdatedAt: number;
    readonly isFetching: boolean;
    readonly refetch: () => unknown;
  };
}

/** What could not be loaded, why, and the way to try again. */
export function PanelError({ what, query }: PanelErrorProps) {
  const t = useTranslations('frame');
  const forms = useTranslations('forms');
  const errors = useTranslations('errors');
  const { code, said, notBefore } = describeFailure(query.error, query.errorUpdatedAt);
  const early = useIsBefore(notBefore);
  return (
    <div role="alert" className="flex flex-col items-center gap-1 px-4 py-10 text-center">
      <CloudOff size={24} aria-hidden className="mb-2 text-ink-faint" />
      <p className="text-ink">{t('notLoaded', { what })}</p>
      <p className="text-ink-soft text-sm">
        {errors(`request.${code}`)} {code === 'unreadable' ? errors('reload') : said}
      </p>
      <Button className="mt-3" disabled={query.isFetching || early} onClick={() => void query.refetch()}>
        {early && notBefore !== undefined ? (
          <span>{forms.rich('tryAgainIn', { time: () => <Countdown key="time" until={notBefore} /> })}</span>
        ) : (
          forms(query.isFetching ? 'trying' : 'tryAgain')
        )}
      </Button>
    </div>
  );
}

/** What would be here, and what fills it. */
export function PanelEmpty({ children }: { children: ReactNode }) {
  return <div className="px-4 py-10 text-center text-balance text-ink-soft text-sm">{children}</div>;
}

/** Rows before they are known, as high as they will be. */
export function PanelSkeleton({ rows, className, what }: { rows: number; className: string; what: string }) {
  const t = useTranslations('frame');
  return (
    <div role="status">
      <span className="sr-only">{t('loading', { what })}</span>
      <div aria-hidden className="animate-breathe divide-y divide-line/70">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name and do not move
          <div key={row} className={`flex items-center gap-6 px-1 ${className}`}>
            <span className="h-4 w-40 rounded-sm bg-raised" />
            <span className="h-1.5 grow rounded-full bg-raised" />
            <span className="h-8 w-48 rounded-md bg-raised" />
          </div>
        ))}
      </div>
    </div>
  );
}
