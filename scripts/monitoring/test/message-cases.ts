import { series } from '@ballast/monitoring';
import { METRICS } from '@ballast/telemetry';
import type { AlertCase, Input } from './alert-case.ts';

const { broker, deadLetters, hub, ledger, limits, messaging, outbox } = METRICS;

/** Two managers that both tell of the same letters, and some of another kind. */
function pendingLetters(requests: number, mails: number): Input {
  const of = (subject: 'primecheck' | 'emailsend', instance: string) =>
    series(deadLetters.pending, { subject, type: 'transient', instance }).promql;
  return {
    [of('primecheck', 'a')]: `${requests}x300`,
    [of('primecheck', 'b')]: `${requests}x300`,
    [of('emailsend', 'a')]: `${mails}x300`,
  };
}

/** What waits for the workers, how many requests for messages wait, and what is being worked on. */
function consumer(pending: number, pulls: number, inFlight: number): Input {
  const labels = { stream: 'primecheck_stream', consumer: 'primecheck_consumer' } as const;
  return {
    [series(broker.consumerPending, labels).promql]: `${pending}x300`,
    [series(broker.consumerPulls, labels).promql]: `${pulls}x300`,
    [series(broker.consumerInFlight, labels).promql]: `${inFlight}x300`,
  };
}

const letters = (fate: 'dead' | 'known', values: string): Input => ({
  [series(deadLetters.letters, { subject: 'primecheck', fate }).promql]: values,
});
const waiting = (values: string): Input => ({ [series(deadLetters.waiting).promql]: values });
const one = (selector: { readonly promql: string }, values: string): Input => ({ [selector.promql]: values });
const queue = (name: 'primecheck_stream' | 'dead_letter_queue', values: string) =>
  one(series(broker.queueLength, { queue_name: name }), values);
const breaker = (values: string) =>
  one(series(messaging.breakerState, { consumer: 'emailsend_consumer', dependency: 'smtp' }), values);
const oldest = (values: string) => one(series(outbox.oldest, { subject: 'primecheck' }), values);

const NOT_READ = 'Nobody has looked into the outbox for a minute';
const UNCHECKED = 'Nobody has looked for lost messages for five minutes';

export const MESSAGE_CASES: readonly AlertCase[] = [
  {
    alert: 'DLQBacklog',
    fault: pendingLetters(50, 1),
    from: 0,
    summary: '51 dead letters are pending',
    fine: { 'fifty, told twice': pendingLetters(50, 0) },
  },
  {
    alert: 'DLQHighVolume',
    fault: pendingLetters(90, 30),
    from: 0,
    summary: '120 dead letters have been pending for five minutes',
    fine: { 'a hundred, told twice': pendingLetters(70, 30) },
  },
  {
    alert: 'DLQErrorSpike',
    fault: letters('dead', '0+20x300'),
    from: 2,
    summary: '60 messages failed for good within five minutes',
    fine: { 'a trickle': letters('dead', '0+4x300'), 'late copies': letters('known', '0+100x300') },
  },
  {
    alert: 'DeadLettersNotStored',
    fault: { ...waiting('40x300'), ...letters('dead', '50x300') },
    from: 1,
    summary: 'Dead letters wait in the broker and nobody stores them',
    fine: {
      'they are being stored': { ...waiting('40x300'), ...letters('dead', '0+1x300') },
      'none waits': { ...waiting('0x300'), ...letters('dead', '50x300') },
    },
  },
  {
    alert: 'QueueBacklog',
    fault: queue('primecheck_stream', '1001x300'),
    from: 0,
    labels: { queue_name: 'primecheck_stream' },
    summary: '1001 messages wait in primecheck_stream',
    fine: {
      'a thousand': queue('primecheck_stream', '1000x300'),
      'letters, which are no work': queue('dead_letter_queue', '5000x300'),
      'a peak that is gone': queue('primecheck_stream', '0 5000 0x300'),
    },
  },
  {
    alert: 'NoWorkerPulling',
    fault: consumer(7, 0, 0),
    from: 0,
    labels: { stream: 'primecheck_stream', consumer: 'primecheck_consumer' },
    summary: 'Nobody takes messages from primecheck_stream',
    description:
      '7 messages wait, none is being worked on, and no worker asks for any: all are down, or none has the consumer any more.',
    fine: {
      'a worker asks': consumer(7, 1, 0),
      'all workers are busy': consumer(7, 0, 64),
      'nothing to do, nobody there': consumer(0, 0, 0),
    },
  },
  {
    alert: 'BreakerOpen',
    fault: breaker('2 1 2 2 1 2x300'),
    from: 0,
    labels: { consumer: 'emailsend_consumer', dependency: 'smtp' },
    summary: 'emailsend_consumer does not reach smtp',
    fine: { 'open for a moment': breaker('0 2 0x300') },
  },
  {
    alert: 'OutboxOld',
    fault: oldest('1x300'),
    from: 3,
    labels: { subject: 'primecheck' },
    summary: 'A message for primecheck has not been published for 3m 59s',
    fine: { 'the outbox is empty': oldest('0x300'), 'the oldest is two minutes old': oldest('0 0 0 60+60x300') },
  },
  {
    alert: 'HubOutboxOld',
    fault: one(series(hub.outboxOldest, { instance: 'a' }), '1x300'),
    from: 3,
    summary: 'An accepted event has not been published for 3m 59s',
    fine: {
      'nothing waits': one(series(hub.outboxOldest, { instance: 'a' }), '0x300'),
      'the oldest is two minutes old': one(series(hub.outboxOldest, { instance: 'a' }), '0 0 0 60+60x300'),
    },
  },
  {
    alert: 'OutboxNotRead',
    fault: one(series(outbox.lastPass, { instance: 'a' }), '0x300'),
    from: 2,
    summary: NOT_READ,
    fine: {
      'one of two gets through': {
        ...one(series(outbox.lastPass, { instance: 'a' }), '0x300'),
        ...one(series(outbox.lastPass, { instance: 'b' }), '0+60x300'),
      },
    },
    withoutData: { from: 0, firing: [{ summary: NOT_READ }] },
  },
  {
    alert: 'LedgerUnaccounted',
    fault: {
      ...one(series(ledger.unaccounted, { ledger: 'requests' }), '2x300'),
      ...one(series(ledger.unaccounted, { ledger: 'emails' }), '0x300'),
    },
    from: 0,
    labels: { ledger: 'requests' },
    summary: '2 requests that nothing will move',
    fine: { 'for a moment': one(series(ledger.unaccounted, { ledger: 'requests' }), '0 3 0x300') },
  },
  {
    alert: 'LedgerUnbalanced',
    fault: one(series(ledger.drift, { ledger: 'emails' }), '-3x300'),
    from: 0,
    labels: { ledger: 'emails' },
    summary: 'The emails do not add up: -3',
    fine: {
      'they do': {
        ...one(series(ledger.drift, { ledger: 'emails' }), '0x300'),
        ...one(series(ledger.missing, { ledger: 'emails' }), '0x300'),
      },
    },
  },
  {
    alert: 'LedgerUnbalanced',
    fault: one(series(ledger.missing, { ledger: 'requests' }), '1x300'),
    from: 0,
    labels: { ledger: 'requests' },
    summary: 'The requests do not add up: 1',
    fine: {},
  },
  {
    alert: 'LedgerUnchecked',
    fault: one(series(ledger.lastSweep, { instance: 'a' }), '0x300'),
    from: 6,
    summary: UNCHECKED,
    fine: {
      'one of two goes on': {
        ...one(series(ledger.lastSweep, { instance: 'a' }), '0x300'),
        ...one(series(ledger.lastSweep, { instance: 'b' }), '0+60x300'),
      },
    },
    withoutData: { from: 0, firing: [{ summary: UNCHECKED }] },
  },
  {
    alert: 'RateLimitsWithoutRedis',
    fault: {
      ...one(series(limits.storeState, { state: 'local', instance: 'a' }), '1x300'),
      ...one(series(limits.storeState, { state: 'local', instance: 'b' }), '0x300'),
    },
    from: 0,
    summary: 'Limits are kept by each instance alone',
    fine: {
      'Redis was started again': one(series(limits.storeState, { state: 'local', instance: 'a' }), '0 1 0x300'),
      'Redis is there': one(series(limits.storeState, { state: 'redis', instance: 'a' }), '1x300'),
    },
  },
  {
    alert: 'CapacityCut',
    fault: one(series(limits.capacityFactor, { instance: 'a' }), '0.3x300'),
    from: 0,
    summary: '0.3 of the usual load is let in',
    fine: { 'a short load': one(series(limits.capacityFactor, { instance: 'a' }), '1 0.2 0.4 0.6 1x300') },
  },
];
