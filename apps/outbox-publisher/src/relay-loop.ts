import { type Loop, startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import { createPollPace } from './poll-pace.ts';
import type { PassResult, Relay } from './relay.ts';
import type { SubjectPauses } from './subject-pauses.ts';

export interface RelayLoopOptions {
  readonly relay: Pick<Relay, 'pass'>;
  readonly pauses: Pick<SubjectPauses, 'nextProbeMs'>;
  /** The longest pause between two passes, in ms. */
  readonly pollIntervalMs: number;
  readonly logger: Logger;
}

/**
 * Passes again and again: soon after there was work, less and less often while there is none, at once when woken, and in
 * time for the next probe of a subject that pauses.
 */
export function startRelayLoop({ relay, pauses, pollIntervalMs, logger }: RelayLoopOptions): Loop {
  const pace = createPollPace(pollIntervalMs);
  let isFailing = false;

  return startLoop({
    name: 'outbox relay',
    logger,
    // A failure is answered here: the loop's own pause after failures grows to half a minute, and the outbox would stand
    // still for as long after the database has come back.
    runOnce: async (): Promise<PassResult | undefined> => {
      try {
        const result = await relay.pass();
        if (isFailing) logger.info('the outbox can be read again');
        isFailing = false;
        return result;
      } catch (error) {
        if (!isFailing) logger.error({ err: error }, 'the outbox cannot be read');
        isFailing = true;
        return undefined;
      }
    },
    intervalMs: (result) => {
      const isBusy = result !== undefined && result.started + result.draining > 0;
      return pace.next(isBusy, pauses.nextProbeMs());
    },
  });
}
