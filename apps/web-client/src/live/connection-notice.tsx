import { CloudOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { useConnection, useSession } from '../session/session-context.ts';
import { useTicking } from '../time/use-ticking.ts';

/** A server that restarts is often back before this: no reason to alarm anybody. */
const PATIENCE_MS = 1_000;

/** Says that the server is away, and that nothing on the page is lost by it. It floats: what one reads stays where it is. */
export function ConnectionNotice() {
  const t = useTranslations('live');
  const { reconnect } = useSession();
  const { state, since } = useConnection();
  const away = useTicking((now) => state === 'lost' && now - since > PATIENCE_MS, 'tenth');
  return (
    <div role="status" className="fixed inset-x-4 bottom-4 z-10 mx-auto max-w-[43rem]">
      {away && (
        <div className="fade-in flex items-center gap-3 rounded-md bg-waiting-wash py-2 pr-1.5 pl-4 shadow-float ring-1 ring-waiting/25">
          <CloudOff size={20} aria-hidden className="shrink-0 text-waiting" />
          <p className="grow py-1 text-ink-soft text-sm">
            {t.rich('away', {
              strong: (words) => (
                <strong key="strong" className="font-semibold text-ink">
                  {words}
                </strong>
              ),
            })}
          </p>
          <Button onClick={reconnect}>{t('tryNow')}</Button>
        </div>
      )}
    </div>
  );
}
