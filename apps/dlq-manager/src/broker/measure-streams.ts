import { type BrokerSurvey, CONSUMER, type Messaging, type StreamFill, surveyBroker } from '@ballast/messaging';
import type { BrokerMetrics } from './broker-metrics.ts';
import type { FollowedTotals } from './followed-totals.ts';

const CONSUMERS = Object.values(CONSUMER);
const EMPTY: StreamFill = { messages: 0, bytes: 0, usage: 0, oldestAt: undefined };

/**
 * Sets the gauges of streams and consumers to what JetStream says now; a stream that is gone is empty. While it does not
 * answer they stay as they are, `nats_up` is 0, and this throws MessagingError.
 */
export async function measureStreams(
  messaging: Messaging,
  metrics: Omit<BrokerMetrics, 'server'>,
  totals: FollowedTotals,
): Promise<void> {
  let survey: BrokerSurvey;
  try {
    survey = await surveyBroker(messaging);
  } catch (error) {
    metrics.up.set(0);
    throw error;
  }
  for (const { stream, durable } of CONSUMERS) {
    const found = survey.own.find(({ name }) => name === stream);
    setFill(metrics, stream, found ?? EMPTY);
    if (found !== undefined) metrics.stored.inc({ stream }, totals.growth(stream, found.lastSeq));
    const labels = { stream, consumer: durable };
    metrics.consumerPending.set(labels, found?.consumer?.pending ?? 0);
    metrics.consumerInFlight.set(labels, found?.consumer?.inFlight ?? 0);
    metrics.consumerRedelivered.set(labels, found?.consumer?.redelivered ?? 0);
    metrics.consumerPulls.set(labels, found?.consumer?.waitingPulls ?? 0);
  }
  setFill(metrics, 'other', survey.others);
  metrics.up.set(1);
  metrics.lastLook.set(Date.now() / 1_000);
}

/** Before the first look there are no gaps either. */
export function zeroConsumers(metrics: Omit<BrokerMetrics, 'server'>): void {
  for (const { stream, durable } of CONSUMERS) {
    const labels = { stream, consumer: durable };
    metrics.consumerPending.set(labels, 0);
    metrics.consumerInFlight.set(labels, 0);
    metrics.consumerRedelivered.set(labels, 0);
    metrics.consumerPulls.set(labels, 0);
  }
}

type StreamLabel = (typeof CONSUMERS)[number]['stream'] | 'other';

function setFill(metrics: Omit<BrokerMetrics, 'server'>, stream: StreamLabel, fill: StreamFill): void {
  metrics.queueLength.set({ queue_name: stream }, fill.messages);
  metrics.streamBytes.set({ stream }, fill.bytes);
  metrics.streamUsage.set({ stream }, fill.usage);
  metrics.streamOldest.set({ stream }, (fill.oldestAt?.getTime() ?? 0) / 1_000);
}
