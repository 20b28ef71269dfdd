import { BREAKER_STATES, type BreakerState, ERROR_TYPES, type ErrorClass, type ErrorType } from '@ballast/reliability';
import { METRICS, type Metrics } from '@ballast/telemetry';

/**
 * `deferred`: put off without an attempt, for any reason but `unavailable`. `skipped`: for another group, or of a type that
 * nobody here handles.
 */
export const DELIVERY_OUTCOMES = ['done', 'retry', 'dead', 'unavailable', 'deferred', 'skipped'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

export const ACK_RESULTS = ['confirmed', 'unconfirmed'] as const;

/** What one consumer tells Prometheus; `consumer` is its durable's name. */
export interface ConsumerMetrics {
  delivered(redelivered: boolean): void;
  settled(outcome: DeliveryOutcome, seconds: number): void;
  /** A handling went wrong, whatever becomes of its message. */
  failed(errorClass: ErrorClass): void;
  acked(confirmed: boolean): void;
  deadLettered(type: ErrorType): void;
  inFlight(count: number): void;
  paused(isPaused: boolean): void;
  /** The state of a dependency's breaker, from the start. */
  breaker(dependency: string, state: BreakerState): void;
  /** It went to another state. */
  breakerChanged(dependency: string, state: BreakerState): void;
  suspected(): void;
}

export function createConsumerMetrics(metrics: Metrics, consumer: string): ConsumerMetrics {
  const redeliveries = metrics.counter(METRICS.messaging.redeliveries);
  const attempts = metrics.counter(METRICS.messaging.deliveries);
  const duration = metrics.histogram(METRICS.messaging.processing);
  const failures = metrics.counter(METRICS.messaging.failures);
  const acks = metrics.counter(METRICS.messaging.acks);
  const deadLetters = metrics.counter(METRICS.messaging.deadLetters);
  const inFlight = metrics.gauge(METRICS.messaging.inFlight);
  const paused = metrics.gauge(METRICS.messaging.paused);
  const breakerState = metrics.gauge(METRICS.messaging.breakerState);
  const breakerTransitions = metrics.counter(METRICS.messaging.breakerTransitions);
  const suspects = metrics.counter(METRICS.messaging.suspects);

  // The sets are closed, but which consumers a process has is known only here: so the zeros are written here.
  redeliveries.inc({ consumer }, 0);
  for (const outcome of DELIVERY_OUTCOMES) attempts.inc({ consumer, outcome }, 0);
  for (const one of METRICS.messaging.failures.labels.class) failures.inc({ consumer, class: one }, 0);
  duration.zero({ consumer });
  for (const result of ACK_RESULTS) acks.inc({ consumer, result }, 0);
  for (const type of ERROR_TYPES) deadLetters.inc({ consumer, type }, 0);
  suspects.inc({ consumer }, 0);
  inFlight.set({ consumer }, 0);
  paused.set({ consumer }, 0);

  return {
    delivered: (redelivered) => {
      if (redelivered) redeliveries.inc({ consumer });
    },
    settled: (outcome, seconds) => {
      attempts.inc({ consumer, outcome });
      duration.observe({ consumer }, seconds);
    },
    failed: (errorClass) => failures.inc({ consumer, class: errorClass }),
    acked: (confirmed) => acks.inc({ consumer, result: confirmed ? 'confirmed' : 'unconfirmed' }),
    deadLettered: (type) => deadLetters.inc({ consumer, type }),
    inFlight: (count) => inFlight.set({ consumer }, count),
    paused: (isPaused) => paused.set({ consumer }, isPaused ? 1 : 0),
    breaker: (dependency, state) => {
      for (const to of BREAKER_STATES) breakerTransitions.inc({ consumer, dependency, to }, 0);
      breakerState.set({ consumer, dependency }, BREAKER_STATES.indexOf(state));
    },
    breakerChanged: (dependency, state) => {
      breakerTransitions.inc({ consumer, dependency, to: state });
      breakerState.set({ consumer, dependency }, BREAKER_STATES.indexOf(state));
    },
    suspected: () => suspects.inc({ consumer }),
  };
}
