import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import type { Allowance } from '../api/read-allowance.ts';
import { useSession } from '../session/session-context.ts';
import { Countdown, useIsBefore } from '../time/countdown.tsx';

/** Below this many, or below a sixth of the limit where that is less, it is worth a word. */
const LOW = 10;

/** Says that few numbers are left, before one is refused; gone when there is enough again. */
export function AllowanceNote() {
  const { allowance } = useSession();
  const t = useTranslations('check');
  const known = useSyncExternalStore(allowance.subscribe, allowance.get);
  const running = useIsBefore(known?.fullAt);
  if (known === undefined || !running || !isLow(known)) return null;
  return (
    <p role="status" className="fade-in mt-3 px-4 text-ink-soft text-sm tabular-nums">
      {t.rich('left', {
        remaining: known.remaining,
        limit: known.limit,
        time: () => <Countdown key="time" until={known.fullAt} />,
      })}
    </p>
  );
}

function isLow({ remaining, limit }: Allowance): boolean {
  return remaining <= Math.min(LOW, Math.ceil(limit / 6));
}
