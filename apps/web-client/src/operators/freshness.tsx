import { CloudOff, RefreshCw } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useTicking } from '../time/use-ticking.ts';
import { useTimes } from '../time/use-times.ts';

/** Whether figures on a page that refreshes itself are of now, or from when. `asOf`: epoch milliseconds. */
export function Freshness({ asOf, failing }: { asOf: number; failing: boolean }) {
  const t = useTranslations('frame');
  const { formatAge } = useTimes();
  const age = useTicking((now) => formatAge(asOf, now), 'second');
  return (
    <p className="flex items-center gap-2 text-ink-faint text-sm">
      {/* Without the age: it would be read aloud anew each second. */}
      <span role="status" className="sr-only">
        {failing && t('staleSpoken')}
      </span>
      {failing ? (
        <>
          <CloudOff size={14} aria-hidden className="text-waiting" /> {t('stale', { age })}
        </>
      ) : (
        <>
          <RefreshCw size={14} aria-hidden /> {t('fresh')}
        </>
      )}
    </p>
  );
}
