import type { Ledger, Stream, Worker } from '@ballast/contracts/operators';
import { describe, expect, it } from 'vitest';
import type { Facts } from './facts.ts';
import { findProblems } from './find-problems.ts';

const NOW = new Date('2026-01-02T12:00:00.000Z');
const SERVICES = ['outbox-publisher', 'prime-check-worker', 'email-send-worker', 'dlq-manager', 'web-server'];

const account = { accepted: 5, completed: 5, dead_lettered: 0, discarded: 0, in_flight: 0, unaccounted: 0 };
const LEDGER: Ledger = {
  ...account,
  oldest_in_flight_seconds: 0,
  balanced: true,
  emails: { ...account, oldest_in_flight_seconds: 0, balanced: true },
};

function worker(service: string, silentSeconds = 1, more: Partial<Worker> = {}): Worker {
  const last_heartbeat = new Date(NOW.getTime() - silentSeconds * 1_000).toISOString();
  const is_live = silentSeconds <= 20;
  return { name: `${service}-1`, service, status: 'healthy', last_heartbeat, is_live, metadata: {}, ...more };
}

const FINE: Facts = {
  health: { status: 'ok', checks: { mysql: { status: 'ok', ms: 1 }, nats: { status: 'ok', ms: 1 } } },
  workers: SERVICES.map((service) => worker(service)),
  outbox: [],
  streams: [],
  deadLetters: { pending: 0, last_hour: 0 },
  jobs: { running: 0, stopped: [], rulesEnabled: true },
  ledger: LEDGER,
  plain: [],
  unread: [],
};

const problemsOf = (facts: Partial<Facts>) => findProblems({ ...FINE, ...facts }, NOW);

it('finds nothing where nothing is wrong', () => {
  expect(problemsOf({})).toEqual([]);
});

describe('names what is wrong, and what to do next', () => {
  const down = { status: 'down' as const, ms: 5, error: 'refused' };
  const stream = (pending: number, in_flight: number, waiting_pulls: number): Stream => ({
    name: 'primecheck_stream',
    subjects: ['primecheck'],
    messages: pending + in_flight,
    bytes: 0,
    first_seq: 1,
    last_seq: 9,
    created_at: '',
    consumers: [
      { name: 'c', pending, in_flight, redelivered: 0, last_delivered_seq: 0, ack_floor_seq: 0, waiting_pulls },
    ],
  });

  it.each<[string, Partial<Facts>, 'critical' | 'warning', RegExp]>([
    [
      'a database that is gone',
      { health: { status: 'down', checks: { mysql: down } } },
      'critical',
      /database cannot be reached: refused/,
    ],
    [
      'a broker that is gone',
      { health: { status: 'degraded', checks: { nats: down } } },
      'critical',
      /broker cannot be reached/,
    ],
    [
      'limits without Redis',
      { health: { status: 'degraded', checks: { redis: down } } },
      'warning',
      /Limits are kept by each web-server for itself, and nobody can sign in: refused/,
    ],
    [
      'a key that is missing',
      {
        health: {
          status: 'degraded',
          checks: { encryption: { status: 'degraded', ms: 1, error: 'key 01020304 is not in ENCRYPTION_KEY' } },
        },
      },
      'critical',
      /no mail goes out: key 01020304 is not in ENCRYPTION_KEY/,
    ],
    [
      'addresses that are not sealed',
      { plain: ['prime_checks.email', 'mail_suppressions_plain.address'] },
      'warning',
      /in plain text in prime_checks\.email, mail_suppressions_plain\.address/,
    ],
    [
      'a service without a live instance',
      { workers: SERVICES.map((one) => worker(one, one === 'dlq-manager' ? 130 : 1)) },
      'critical',
      /No dlq-manager has shown a sign of life for 2 minutes/,
    ],
    [
      'a service that was never there',
      { workers: SERVICES.filter((one) => one !== 'email-send-worker').map((one) => worker(one)) },
      'critical',
      /No email-send-worker .* a day or more: no mail is sent/,
    ],
    [
      'an unhealthy instance',
      {
        workers: SERVICES.map((one) =>
          worker(one, 1, one === 'web-server' ? { status: 'unhealthy', error: 'mysql: slow' } : {}),
        ),
      },
      'warning',
      /web-server-1 says that it is unhealthy: mysql: slow/,
    ],
    [
      'an open breaker',
      {
        workers: SERVICES.map((one) =>
          worker(one, 1, {
            metadata:
              one === 'email-send-worker' ? { breakers: [{ dependency: 'smtp', state: 'open', reason: '421' }] } : {},
          }),
        ),
      },
      'warning',
      /email-send-worker stands still because of smtp: 421/,
    ],
    [
      'an outbox that is old',
      { outbox: [{ subject: 'primecheck', count: 7, oldestCreatedAt: NOW, oldestAgeSeconds: 95 }] },
      'warning',
      /7 messages wait in the outbox for primecheck, the oldest for 1 minute/,
    ],
    [
      'an outbox that is very old',
      { outbox: [{ subject: 'primecheck', count: 1, oldestCreatedAt: NOW, oldestAgeSeconds: 900 }] },
      'critical',
      /1 message waits/,
    ],
    [
      'a backlog that nobody takes',
      { streams: [stream(4, 0, 0)] },
      'critical',
      /4 messages wait in primecheck_stream, and nobody asks/,
    ],
    [
      'a group of events that nobody is in',
      { streams: [{ ...stream(4, 0, 0), name: 'events_alt_events_articles' }] },
      'warning',
      /4 messages wait in events_alt_events_articles, and nobody asks/,
    ],
    [
      'what the ledger misses',
      { ledger: { ...LEDGER, unaccounted: 1, balanced: false } },
      'critical',
      /1 accepted request or mail has nothing/,
    ],
    ['counters that do not add up', { ledger: { ...LEDGER, balanced: false } }, 'warning', /do not add up/],
    [
      'new dead letters',
      { deadLetters: { pending: 0, last_hour: 3 } },
      'warning',
      /3 dead letters came in within the last hour/,
    ],
    [
      'old dead letters',
      { deadLetters: { pending: 2, last_hour: 0, oldest_pending_at: '2025-12-30T12:00:00.000Z' } },
      'warning',
      /2 dead letters wait .* the oldest for 3 days/,
    ],
    [
      'a job that stopped',
      { jobs: { running: 0, stopped: [{ id: 'j', reason: '3 of 5 failed' }], rulesEnabled: true } },
      'warning',
      /job j stopped by itself: 3 of 5 failed/,
    ],
    [
      'rules that are off',
      { jobs: { running: 0, stopped: [], rulesEnabled: false } },
      'warning',
      /rules are switched off/,
    ],
    ['what was not answered', { streams: undefined, unread: ['streams'] }, 'warning', /Not answered in time: streams/],
  ])('%s', (_what, facts, severity, text) => {
    const [problem, ...others] = problemsOf(facts);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ severity, what: expect.stringMatching(text), next: expect.stringMatching(/./) });
  });

  it('but no backlog that somebody works on', () => {
    expect(problemsOf({ streams: [stream(400, 10, 0), stream(3, 0, 1), stream(0, 0, 0)] })).toEqual([]);
  });

  it('what a dependency that is gone keeps from being read only once, and what another one does not answer too', () => {
    const unread = ['streams', 'workers'];
    const whatOf = (checks: Record<string, typeof down>) =>
      problemsOf({ health: { status: 'down', checks }, unread }).map(({ what }) => what);
    expect(whatOf({ mysql: down, nats: down })).toEqual([
      'The database cannot be reached: refused.',
      'The broker cannot be reached: refused.',
    ]);
    expect(whatOf({ nats: down })).toEqual([
      'The broker cannot be reached: refused.',
      'Not answered in time: workers.',
    ]);
    expect(whatOf({ mysql: down })).toEqual([
      'The database cannot be reached: refused.',
      'Not answered in time: streams.',
    ]);
  });

  it('the worst first', () => {
    const found = problemsOf({ deadLetters: { pending: 0, last_hour: 3 }, streams: [stream(4, 0, 0)] });
    expect(found.map(({ severity }) => severity)).toEqual(['critical', 'warning']);
  });
});
