import { bucketsOf, failures, observationsOf, series, shareOfFailures } from '@ballast/monitoring';
import { METRICS } from '@ballast/telemetry';

const { deadLetters, http, mail, primeCheck } = METRICS;

type Input = Readonly<Record<string, string>>;

const requests = (status: string, values: string): Input => ({
  [series(http.requests, { method: 'GET', route: '/', status }).promql]: values,
});
const letters = (subject: 'primecheck' | 'emailsend', values: string): Input => ({
  [series(deadLetters.letters, { subject, fate: 'dead' }).promql]: values,
});

function verdicts(within: number, late: number): Input {
  return {
    // As Prometheus 3 writes a whole bound, and as 2 does.
    [bucketsOf(primeCheck.timeToVerdict, { le: '10.0', instance: 'a' }).promql]: `0+${within}x300`,
    [bucketsOf(primeCheck.timeToVerdict, { le: '10', instance: 'b' }).promql]: `0+${within}x300`,
    [observationsOf(primeCheck.timeToVerdict, { instance: 'a' }).promql]: `0+${within + late}x300`,
    [observationsOf(primeCheck.timeToVerdict, { instance: 'b' }).promql]: `0+${within + late}x300`,
  };
}

/** What the recordings are worth, given what processes count. `nothing`: the series does not exist. */
export const OBJECTIVE_TESTS: readonly object[] = [
  toTest('availability: one of a hundred fails', { ...requests('200', '0+99x300'), ...requests('503', '0+1x300') }, [
    [series(shareOfFailures('5m'), { slo: 'availability' }).promql, 0.01],
    [series(failures('1h'), { slo: 'availability' }).promql, 60],
  ]),
  toTest('availability: no request, no share', requests('200', '5x300'), [
    [series(shareOfFailures('5m'), { slo: 'availability' }).promql, 'nothing'],
  ]),
  toTest('availability: none has failed yet, and no such series is known', requests('200', '0+99x300'), [
    [series(shareOfFailures('5m'), { slo: 'availability' }).promql, 0],
  ]),
  toTest(
    'latency: what takes longer than a second',
    {
      [bucketsOf(http.duration, { method: 'GET', route: '/', le: '1' }).promql]: '0+90x300',
      [observationsOf(http.duration, { method: 'GET', route: '/' }).promql]: '0+100x300',
    },
    [[series(shareOfFailures('30m'), { slo: 'latency' }).promql, 0.1]],
  ),
  toTest(
    'verdicts: late ones and dead letters of two workers',
    { ...verdicts(48, 1), ...letters('primecheck', '0+2x300') },
    [
      [series(failures('5m'), { slo: 'time-to-verdict' }).promql, 20],
      [series(shareOfFailures('5m'), { slo: 'time-to-verdict' }).promql, 0.04],
    ],
  ),
  toTest('verdicts: nobody counts letters', verdicts(49, 1), [
    [series(shareOfFailures('1h'), { slo: 'time-to-verdict' }).promql, 0.02],
  ]),
  toTest(
    'mails: of all kinds together',
    {
      [bucketsOf(mail.timeToMail, { kind: 'sign_in_link', le: '60' }).promql]: '0+10x300',
      [observationsOf(mail.timeToMail, { kind: 'sign_in_link' }).promql]: '0+10x300',
      [bucketsOf(mail.timeToMail, { kind: 'welcome', le: '60' }).promql]: '0+5x300',
      [observationsOf(mail.timeToMail, { kind: 'welcome' }).promql]: '0+10x300',
      ...letters('emailsend', '0x300'),
    },
    [[series(shareOfFailures('6h'), { slo: 'mail-in-time' }).promql, 0.25]],
  ),
];

function toTest(name: string, input: Input, expected: readonly (readonly [string, number | 'nothing'])[]): object {
  return {
    name,
    interval: '1m',
    input_series: Object.entries(input).map(([selector, values]) => ({ series: selector, values })),
    promql_expr_test: expected.map(([recorded, value]) => ({
      // Rounded, since sums of floating numbers are asked for.
      expr: `round(${recorded}, 0.0001)`,
      eval_time: '5h',
      exp_samples: value === 'nothing' ? [] : [{ labels: labelsOf(recorded), value }],
    })),
  };
}

/** `round` keeps the labels and drops the name. */
function labelsOf(selector: string): string {
  return selector.slice(selector.indexOf('{'));
}
