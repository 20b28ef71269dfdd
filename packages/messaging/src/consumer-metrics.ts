import { BREAKER_STATES, type BreakerState, ERROR_TYPES, type ErrorType } from '@ballast/reliability';
import type { Metrics } from '@ballast/telemetry';

/** `deferred`: put off without an attempt, for any reason but `unavailable`. */
const DELIVERY_OUTCOMES = ['done', 'retry', 'dead', 'unavailable', 'deferred'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

const ACK_RESULTS = ['confirmed', 'unconfirmed'] as const;

/** What one consumer tells Prometheus; `consumer` is its durable's name. */
export interface ConsumerMetrics {
  delivered(redelivered: boolean): void;
  settled(outcome: DeliveryOutcome, seconds: number): void;
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
  const redeliveries = metrics.counter({
    name: 'ballast_messaging_redeliveries_total',
    help: 'Deliveries of messages that had been delivered before.',
    labels: { consumer: [] },
  });
  const attempts = metrics.counter({
    name: 'ballast_messaging_deliveries_total',
    help: 'Deliveries settled, by outcome.',
    labels: { consumer: [], outcome: [] },
  });
  const duration = metrics.histogram({
    name: 'ballast_messaging_processing_seconds',
    help: 'Time from taking a delivery up to its settlement.',
    labels: { consumer: [] },
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  });
  const acks = metrics.counter({
    name: 'ballast_messaging_acks_total',
    help: 'Acknowledgements of finished work; an unconfirmed one means that the message comes again.',
    labels: { consumer: [], result: [] },
  });
  const deadLetters = metrics.counter({
    name: 'ballast_messaging_dead_letters_total',
    help: 'Dead letters published.',
    labels: { consumer: [], type: [] },
  });
  const inFlight = metrics.gauge({
    name: 'ballast_messaging_in_flight',
    help: 'Messages held: running, and waiting in the client.',
    labels: { consumer: [] },
  });
  const paused = metrics.gauge({
    name: 'ballast_messaging_paused',
    help: '1 while the consumer waits for something unavailable.',
    labels: { consumer: [] },
  });
  const breakerState = metrics.gauge({
    name: 'ballast_breaker_state',
    help: 'Circuit breaker of what a consumer depends on: 0 closed, 1 half open, 2 open.',
    labels: { consumer: [], dependency: [] },
  });
  const breakerTransitions = metrics.counter({
    name: 'ballast_breaker_transitions_total',
    help: 'Changes of circuit breakers, by the state that they went to.',
    labels: { consumer: [], dependency: [], to: [] },
  });
  const suspects = metrics.counter({
    name: 'ballast_messaging_suspects_total',
    help: 'Deliveries run alone, since an earlier one may have killed its worker.',
    labels: { consumer: [] },
  });

  // The sets are closed, but which consumers a process has is known only here: so the zeros are written here.
  redeliveries.inc({ consumer }, 0);
  for (const outcome of DELIVERY_OUTCOMES) attempts.inc({ consumer, outcome }, 0);
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
