import type { Messaging } from '@ballast/messaging';
import { ensureTopology } from '@ballast/messaging';
import { type HealthStatus, type Loop, startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';

export interface TopologyKeeperOptions {
  readonly messaging: Messaging;
  readonly replicas: number;
  readonly logger: Logger;
  /** Called when streams or consumers had to be made or changed: what stood still may try again. */
  readonly onChanged: () => void;
}

export interface TopologyKeeper {
  /** Looks now: after a reconnect, or when a stream seems to be gone. */
  wake(): void;
  /** `degraded` when the last look failed; throws when no look has succeeded yet. */
  check(): Promise<{ status: HealthStatus; error?: string }>;
  close(): Promise<void>;
}

const CHECK_EVERY_MS = 10_000;
const RETRY_AFTER_MS = 2_000;

/**
 * Keeps streams and consumers as the contract has them. This process is their only owner: a server that lost its store
 * gets them back within 10 s, or as soon as a publish or a reconnect tells.
 */
export function startTopologyKeeper(options: TopologyKeeperOptions): TopologyKeeper {
  const { messaging, replicas, logger, onChanged } = options;
  let hasSucceeded = false;
  let failure: Error | undefined;

  const loop: Loop = startLoop({
    name: 'topology',
    logger,
    intervalMs: (isRight: boolean) => (isRight ? CHECK_EVERY_MS : RETRY_AFTER_MS),
    runOnce: async () => {
      try {
        const { created, updated } = await ensureTopology(messaging, { replicas });
        if (created.length + updated.length > 0) {
          logger.warn({ created, updated }, 'streams or consumers were made or changed');
          onChanged();
        }
        hasSucceeded = true;
        failure = undefined;
        return true;
      } catch (error) {
        if (failure === undefined) logger.error({ err: error }, 'streams and consumers cannot be checked');
        failure = error instanceof Error ? error : new Error(String(error));
        return false;
      }
    },
  });

  return {
    wake: () => loop.wake(),
    check: async () => {
      if (failure === undefined && hasSucceeded) return { status: 'ok' };
      if (!hasSucceeded) throw failure ?? new Error('not looked at yet');
      return { status: 'degraded', ...(failure === undefined ? {} : { error: failure.message }) };
    },
    close: () => loop.stop(),
  };
}
