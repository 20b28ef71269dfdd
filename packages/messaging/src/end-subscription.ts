import type { Subscription } from 'nats';
import type { Connection } from './connection.ts';
import { within } from './within.ts';

const ANSWER_TIMEOUT_MS = 2000;

/**
 * Ends a subscription, and resolves when the server knows it: until then it sends on, and what it sends is still handed over.
 * Where it cannot be told, since it is away or silent, the subscription ends all the same.
 */
export async function endSubscription(connection: Connection, subscription: Subscription): Promise<void> {
  if (subscription.isClosed()) return;
  if (connection.connected()) {
    const drained = connection.untilLost(subscription.drain());
    await within(drained, ANSWER_TIMEOUT_MS, () => new Error('the server did not answer')).catch(() => undefined);
  }
  if (!subscription.isClosed()) subscription.unsubscribe();
}
