import { counter, gauge, histogram } from './define-metric.ts';

const by = ['prime-check-worker', 'email-send-worker', 'dlq-manager'] as const;
/** Durables of tests and of other environments have other names, so the label is open. */
const known = {
  consumer: ['primecheck_consumer', 'emailsend_consumer', 'dlq_manager', 'dlq_advisories'],
  dependency: ['mysql', 'smtp'],
} as const;
const ofConsumer = { consumer: known.consumer };

/** What every consumer does with its deliveries; `consumer` is its durable's name. */
export const messaging = {
  redeliveries: counter({
    name: 'ballast_messaging_redeliveries_total',
    help: 'Deliveries of messages that had been delivered before',
    by,
    labels: { consumer: [] },
    known: ofConsumer,
  }),
  deliveries: counter({
    name: 'ballast_messaging_deliveries_total',
    help: 'Deliveries settled, by outcome; deferred ones were no attempt, skipped ones are not for this consumer',
    by,
    labels: { consumer: [], outcome: ['done', 'retry', 'dead', 'unavailable', 'deferred', 'skipped'] },
    known: ofConsumer,
  }),
  failures: counter({
    name: 'ballast_messaging_failures_total',
    help: 'Handlings that failed, by the class of what went wrong',
    by,
    labels: { consumer: [], class: ['transient', 'permanent', 'poison', 'unavailable'] },
    known: ofConsumer,
  }),
  processing: histogram({
    name: 'ballast_messaging_processing_seconds',
    help: 'Time from taking a delivery up to its settlement',
    unit: 'seconds',
    by,
    labels: { consumer: [] },
    known: ofConsumer,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  }),
  acks: counter({
    name: 'ballast_messaging_acks_total',
    help: 'Acknowledgements of finished work; an unconfirmed one means that the message comes again',
    by,
    labels: { consumer: [], result: ['confirmed', 'unconfirmed'] },
    known: ofConsumer,
  }),
  deadLetters: counter({
    name: 'ballast_messaging_dead_letters_total',
    help: 'Dead letters published',
    by,
    labels: { consumer: [], type: ['transient', 'permanent', 'poison'] },
    known: ofConsumer,
  }),
  inFlight: gauge({
    name: 'ballast_messaging_in_flight',
    help: 'Messages held: running, and waiting in the client',
    unit: 'count',
    by,
    labels: { consumer: [] },
    known: ofConsumer,
  }),
  paused: gauge({
    name: 'ballast_messaging_paused',
    help: '1 while the consumer pulls nothing, because a dependency is unavailable or the consumer has stopped',
    unit: 'state',
    by,
    labels: { consumer: [] },
    known: ofConsumer,
  }),
  breakerState: gauge({
    name: 'ballast_breaker_state',
    help: 'Circuit breaker of what a consumer depends on: 0 closed, 1 half open, 2 open',
    unit: 'state',
    by,
    labels: { consumer: [], dependency: [] },
    known,
  }),
  breakerTransitions: counter({
    name: 'ballast_breaker_transitions_total',
    help: 'Changes of circuit breakers, by the state that they went to',
    by,
    labels: { consumer: [], dependency: [], to: ['closed', 'half_open', 'open'] },
    known,
  }),
  suspects: counter({
    name: 'ballast_messaging_suspects_total',
    help: 'Deliveries run alone, since an earlier one may have killed its worker',
    by,
    labels: { consumer: [] },
    known: ofConsumer,
  }),
} as const;
