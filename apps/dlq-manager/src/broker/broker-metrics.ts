import { METRICS, type Metrics } from '@ballast/telemetry';

export type BrokerMetrics = ReturnType<typeof createBrokerMetrics>;

export function createBrokerMetrics(metrics: Metrics) {
  const { broker, brokerServer } = METRICS;
  return {
    up: metrics.gauge(broker.up),
    lastLook: metrics.gauge(broker.lastLook),
    queueLength: metrics.gauge(broker.queueLength),
    streamBytes: metrics.gauge(broker.streamBytes),
    streamUsage: metrics.gauge(broker.streamUsage),
    streamOldest: metrics.gauge(broker.streamOldest),
    stored: metrics.counter(broker.stored),
    consumerPending: metrics.gauge(broker.consumerPending),
    consumerInFlight: metrics.gauge(broker.consumerInFlight),
    consumerRedelivered: metrics.gauge(broker.consumerRedelivered),
    consumerPulls: metrics.gauge(broker.consumerPulls),
    server: {
      up: metrics.gauge(brokerServer.up),
      started: metrics.gauge(brokerServer.started),
      connections: metrics.gauge(brokerServer.connections),
      subscriptions: metrics.gauge(brokerServer.subscriptions),
      slowConsumers: metrics.counter(brokerServer.slowConsumers),
      messages: metrics.counter(brokerServer.messages),
      bytes: metrics.counter(brokerServer.bytes),
      memory: metrics.gauge(brokerServer.memory),
      cpu: metrics.gauge(brokerServer.cpu),
      storage: metrics.gauge(brokerServer.storage),
      storageLimit: metrics.gauge(brokerServer.storageLimit),
      streams: metrics.gauge(brokerServer.streams),
      consumers: metrics.gauge(brokerServer.consumers),
      apiRequests: metrics.counter(brokerServer.apiRequests),
      apiErrors: metrics.counter(brokerServer.apiErrors),
    },
  };
}
