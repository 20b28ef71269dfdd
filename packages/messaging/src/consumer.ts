import { boundAttemptLog } from './bounded-attempt-log.ts';
import type { Consumer, ConsumerOptions } from './consumer-options.ts';
import { DeliveryProcessor } from './delivery-processor.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';
import { PullConsumer } from './pull-consumer.ts';
import { Settlement } from './settlement.ts';
import { SoloGate } from './solo-gate.ts';

/**
 * Starts to pull and handle messages; returns at once. Only this acks, naks and terms. It goes on by itself after a lost
 * connection, and after its stream or consumer was gone and has been made again.
 */
export function startConsumer<Payload>(messaging: Messaging, options: ConsumerOptions<Payload>): Consumer {
  const nats = natsOf(messaging);
  const { consumer, policy, worker } = options;
  return new PullConsumer(nats, options, (parts) => {
    const own = { ...parts, attempts: boundAttemptLog(options.attempts) };
    const settlement = new Settlement({ nats, policy, durable: consumer.durable, worker, ...own });
    return new DeliveryProcessor(options, { settlement, gate: new SoloGate(), ...own });
  });
}
