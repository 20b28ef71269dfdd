import { CloudOff, RefreshCw } from 'lucide-react';
import { formatAge } from '../time/format-time.ts';
import { useTicking } from '../time/use-ticking.ts';

/** Whether figures on a page that refreshes itself are of now, or from when. `asOf`: epoch milliseconds. */
export function Freshness({ asOf, failing }: { asOf: number; failing: boolean }) {
  const age = useTicking((now) => formatAge(asOf, now), 'second');
  return (
    <p role="status" className="flex items-center gap-2 text-ink-faint text-sm">
      {failing ? (
        <>
          <CloudOff size={14} aria-hidden className="text-waiting" /> Not refreshed: figures are from {age}
        </>
      ) : (
        <>
          <RefreshCw size={14} aria-hidden /> Refreshes by itself
        </>
      )}
    </p>
  );
}
