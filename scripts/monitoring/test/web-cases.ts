import { bucketsOf, failures, series, shareOfFailures } from '@ballast/monitoring';
import { METRICS } from '@ballast/telemetry';
import type { AlertCase, Input } from './alert-case.ts';

const { http } = METRICS;

/** Requests a minute, by status, on two routes: one of them never fails. */
function answers(good: number, bad: number): Input {
  const of = (route: string, status: string) => series(http.requests, { method: 'GET', route, status }).promql;
  return { [of('/a', '200')]: `0+${good}x300`, [of('/a', '500')]: `0+${bad}x300`, [of('/b', '200')]: `0+${good}x300` };
}

/** Requests a minute that took from 2 to 5 s, and longer than 5 s. */
function slow(upTo2: number, upTo5: number, upTo10: number): Input {
  const bucket = (le: string, rise: number) => ({
    [bucketsOf(http.duration, { route: '/a', le }).promql]: `0+${rise}x300`,
  });
  return {
    ...bucket('2', upTo2),
    ...bucket('5', upTo2 + upTo5),
    ...bucket('10', upTo2 + upTo5 + upTo10),
    ...bucket('+Inf', upTo2 + upTo5 + upTo10),
  };
}

const NO_TRAFFIC = { 'no traffic at all': answers(0, 0) };

const PROMISES = [
  ['AvailabilityBurn', 'availability', '99.95 % of all HTTP requests are answered, and not with 5xx'],
  ['LatencyBurn', 'latency', '99.95 % of all HTTP requests are answered within 1 s'],
  ['TimeToVerdictBurn', 'time-to-verdict', '99.95 % of all accepted numbers have their verdict within 10 s'],
  ['MailInTimeBurn', 'mail-in-time', '99.95 % of all mails are handed over within 60 s'],
] as const;

const BURNS: readonly (readonly [string, string, number, number])[] = [
  ['1h', '5m', 14.4, 0.0072],
  ['6h', '30m', 6, 0.003],
  ['1d', '2h', 3, 0.0015],
  ['3d', '6h', 1, 0.0005],
];

export const WEB_CASES: readonly AlertCase[] = [
  {
    alert: 'HighErrorRate',
    fault: answers(45, 10),
    from: 1,
    summary: '10% of all requests fail',
    fine: { 'not quite one in twenty fails': answers(476, 50), ...NO_TRAFFIC },
  },
  {
    alert: 'ElevatedErrorRate',
    fault: answers(49, 2),
    from: 1,
    summary: '2% of all requests fail',
    fine: { 'not quite one in a hundred fails': answers(496, 10), ...NO_TRAFFIC },
  },
  {
    alert: 'HighLatency',
    fault: slow(0, 100, 0),
    from: 1,
    summary: 'One request in twenty takes longer than 4.85s',
    fine: { 'four in a hundred are slow': slow(96, 4, 0), 'no traffic at all': slow(0, 0, 0) },
  },
  {
    alert: 'VeryHighLatency',
    fault: slow(0, 0, 100),
    from: 1,
    summary: 'One request in twenty takes longer than 9.75s',
    fine: { 'all take up to 5 s': slow(0, 100, 0), 'no traffic at all': slow(0, 0, 0) },
  },
];

/** For each pair of windows the cases of all objectives, which share no series. */
export const BURN_CASES: readonly (readonly AlertCase[])[] = BURNS.map((burn) =>
  PROMISES.map(([alert, slo, promise]) => burnCase(alert, slo, promise, burn)),
);

function burnCase(
  alert: string,
  slo: 'availability' | 'latency' | 'time-to-verdict' | 'mail-in-time',
  promise: string,
  [long, short, factor, budget]: (typeof BURNS)[number],
): AlertCase {
  const recorded = (ratioLong: number, ratioShort: number, count: number): Input => ({
    [series(shareOfFailures(long as '1h'), { slo }).promql]: `${ratioLong}x300`,
    [series(shareOfFailures(short as '5m'), { slo }).promql]: `${ratioShort}x300`,
    [series(failures(long as '1h'), { slo }).promql]: `${count}x300`,
  });
  return {
    alert,
    rule: { window: long },
    fault: recorded(0.02, 0.02, 60),
    from: 0,
    labels: { slo },
    summary: `The error budget of ${slo} is spent ${factor} times as fast as it lasts`,
    description: `${promise}; over the last ${long}, 2% were not.`,
    fine: {
      'the budget lasts': recorded(budget, budget, 60),
      'it is over already': recorded(0.02, 0, 60),
      'it has only begun': recorded(budget / 2, 0.5, 60),
      'five failures of few requests': recorded(0.5, 0.5, 5),
    },
  };
}
