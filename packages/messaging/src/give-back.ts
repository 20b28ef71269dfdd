import type { Failure } from '@ballast/reliability';
import type { ConsumerState } from './consumer-options.ts';
import type { Delivery } from './delivery.ts';
import { GIVE_BACK_NAK_MS } from './run-handler.ts';
import { OUTAGE_LONGEST_MS, spareDeliveries } from './spare-deliveries.ts';

/** Why a delivery goes back that was not worked on, and when it may come again. */
export function reasonToGiveBack(delivery: Delivery, state: ConsumerState): { failure: Failure; delayMs: number } {
  if (state === 'stopped') {
    // Somebody else may have it at once.
    const failure = { code: 'shutdown', message: 'the process stopped before the work began' };
    return { failure, delayMs: GIVE_BACK_NAK_MS };
  }
  // In an outage nobody can do anything with it.
  const failure = { code: 'unavailable', message: 'the consumer paused before the work began' };
  return { failure, delayMs: spareDeliveries(delivery, GIVE_BACK_NAK_MS, OUTAGE_LONGEST_MS) };
}
