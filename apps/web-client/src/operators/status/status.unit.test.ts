import type { System } from '@ballast/contracts/operators';
import { describe, expect, it } from 'vitest';
import { addSample, rateOf, type Sample } from '../rates.ts';
import { legsOf, lightsOf } from './message-way.ts';

describe('rateOf', () => {
  const series = (...counts: (number | undefined)[]) =>
    counts.reduce<readonly Sample[]>(
      (samples, count, second) => addSample(samples, { at: second * 1_000, counters: { count } }),
      [],
    );

  it.each<[string, (number | undefined)[], number | undefined]>([
    ['is not known from nothing', [], undefined],
    ['is not known from one sample', [5], undefined],
    ['is what was added, by the time it took', [5, 7, 11], 3],
    ['passes over what could not be read', [5, undefined, 11], 3],
    ['begins anew where the counter was set back', [50, 60, 2, 6], 4],
    ['is not known right after it was set back', [50, 60, 2], undefined],
    ['is of the last ten seconds', [0, ...Array.from({ length: 11 }, () => 100)], 0],
  ])('%s', (_name, counts, rate) => {
    expect(rateOf(series(...counts), 'count')).toBe(rate);
  });
});

const NOW = Date.parse('2026-11-27T12:00:00.000Z');
const SYSTEM: System = {
  status: 'ok',
  problems: [],
  checks: { nats: { status: 'ok', ms: 1 } },
  workers: [],
  breakers: [],
  outbox: [],
  streams: [],
  dead_letters: { pending: 0, last_hour: 0 },
  jobs_running: 0,
};
const stream = (name: string, subject: string, last_seq: number, messages: number, oldest_at?: string) => ({
  name,
  subjects: [subject],
  messages,
  bytes: 0,
  first_seq: 1,
  last_seq,
  created_at: '',
  ...(oldest_at !== undefined && { oldest_at }),
  consumers: [],
});

describe('the way of a message', () => {
  it('counts what passed and what waits on each leg, of streams that carry work alone', () => {
    const legs = legsOf(
      {
        system: {
          ...SYSTEM,
          outbox: [
            { subject: 'primecheck', count: 3, oldest_age_seconds: 4 },
            { subject: 'emailsend', count: 2, oldest_age_seconds: 9 },
          ],
          streams: [
            stream('primecheck_stream', 'primecheck', 100, 10, '2026-11-27T11:59:48.000Z'),
            stream('emailsend_stream', 'emailsend', 50, 0),
            stream('dead_letter_queue', 'dlq.*', 7, 7, '2026-11-20T12:00:00.000Z'),
          ],
        },
        ledger: undefined,
        breakers: [],
      },
      NOW,
    );
    expect(legs).toMatchObject({
      outbox: { passed: undefined },
      broker: { passed: 150, waiting: 5, oldest: 9 },
      workers: { passed: 140, waiting: 10, oldest: 12 },
      mail: { passed: undefined, waiting: undefined },
    });
  });

  it('claims nothing of a broker whose streams could not be read', () => {
    const { broker, workers } = legsOf({ system: SYSTEM, ledger: undefined, breakers: undefined }, NOW);
    expect([broker.passed, workers.passed, workers.waiting]).toEqual([undefined, undefined, undefined]);
  });

  it('has a light for each process at a station', () => {
    const worker = (name: string, status: 'healthy' | 'unhealthy', is_live: boolean) => ({
      name,
      service: 'prime-check-worker',
      status,
      is_live,
      last_heartbeat: '2026-11-27T12:00:00.000Z',
      metadata: {},
    });
    const workers = [worker('a', 'healthy', true), worker('b', 'unhealthy', true), worker('c', 'healthy', false)];
    const snapshot = { system: { ...SYSTEM, workers }, ledger: undefined, breakers: [] };
    expect(lightsOf('workers', snapshot)).toEqual(['good', 'failed', 'off']);
    expect(lightsOf('broker', snapshot)).toEqual(['good']);
    expect(lightsOf('mail', snapshot)).toEqual([]);
  });
});
