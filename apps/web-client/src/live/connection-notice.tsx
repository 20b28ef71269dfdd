import { CloudOff } from 'lucide-react';
import { Button } from '../design/button.tsx';
import { useConnection, useSession } from '../session/session-context.ts';
import { useTicking } from '../time/use-ticking.ts';

/** A server that restarts is back before this: no reason to alarm anybody. */
const PATIENCE_MS = 1_000;

/** Says that the server is away, and that nothing on the page is lost by it. */
export function ConnectionNotice() {
  const { reconnect } = useSession();
  const { state, since } = useConnection();
  const away = useTicking((now) => state === 'lost' && now - since > PATIENCE_MS, 'tenth');
  return (
    <div role="status">
      {away && (
        <div className="grow-in">
          <div>
            <div className="mb-8 flex items-center gap-4 rounded-md bg-waiting-wash py-2 pr-1 pl-4">
              <CloudOff size={20} aria-hidden className="shrink-0 text-waiting" />
              <p className="grow py-1 text-ink-soft text-sm">
                <strong className="font-semibold text-ink">The server cannot be reached.</strong> What is on this page
                stays, and goes on by itself when the server is back.
              </p>
              <Button onClick={reconnect}>Try now</Button>
            </div>
          </div>
        </div>
      )}
    </div>
  );
}
