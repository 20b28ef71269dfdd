import { BREAKER_STATES, ERROR_TYPES } from '@ballast/reliability';
import { createMetrics, METRICS } from '@ballast/telemetry';
import { expect, test } from 'vitest';
import { ACK_RESULTS, createConsumerMetrics, DELIVERY_OUTCOMES } from './consumer-metrics.ts';
import { CONSUMER } from './topology-data.ts';

const { messaging, broker } = METRICS;

test('the catalogue has the outcomes, classes and states that consumers know', () => {
  expect(messaging.deliveries.labels.outcome).toEqual(DELIVERY_OUTCOMES);
  expect(messaging.failures.labels.class).toEqual([...ERROR_TYPES, 'unavailable']);
  expect(messaging.acks.labels.result).toEqual(ACK_RESULTS);
  expect(messaging.deadLetters.labels.type).toEqual(ERROR_TYPES);
  expect(messaging.breakerTransitions.labels.to).toEqual(BREAKER_STATES);
});

test('the catalogue has the streams and consumers of the topology', () => {
  const durables = Object.values(CONSUMER).map(({ durable }) => durable);
  const streams = Object.values(CONSUMER).map(({ stream }) => stream);
  expect(messaging.deliveries.known?.consumer).toEqual(durables);
  expect(broker.consumerPending.labels).toEqual({ stream: streams, consumer: durables });
  expect(broker.queueLength.labels.queue_name).toEqual([...streams, 'other']);
});

test('a consumer shows 0 for everything that may happen before anything has', async () => {
  const metrics = createMetrics('svc');
  createConsumerMetrics(metrics, 'c').breaker('mysql', 'closed');
  const text = await metrics.registry.metrics();
  for (const metric of Object.values(messaging)) {
    const combinations = Object.values(metric.labels).reduce<number>(
      (product, { length }) => product * (length || 1),
      1,
    );
    const series = text.match(new RegExp(`^${metric.name}(_count)?\\{.*\\} 0$`, 'gm')) ?? [];
    expect(series, metric.name).toHaveLength(combinations);
  }
});
