import { type Alert, alertRule } from '@ballast/monitoring';

/** Input series as promtool reads them: a selector, and its values from minute to minute (`5x60`, `0+3x60`). */
export type Input = Readonly<Record<string, string>>;

interface Firing {
  /** The labels that it has besides its own ones. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What a person reads. */
  readonly summary: string;
  /** Given where the text has a value in it. */
  readonly description?: string;
}

export interface AlertCase extends Firing {
  readonly alert: string;
  /** Of several rules of one name, the one with these labels. */
  readonly rule?: Readonly<Record<string, string>>;
  /** What makes it fire. */
  readonly fault: Input;
  /** The minute from which on the condition holds under `fault`; it fires `for` later. */
  readonly from: number;
  /** What looks alike and must not make it fire, by what it is. */
  readonly fine: Readonly<Record<string, Input>>;
  /** An alert that asks for something absent fires where nothing is known. */
  readonly withoutData?: { readonly from: number; readonly firing: readonly Firing[] };
}

export interface PromtoolTest {
  readonly name: string;
  readonly interval: string;
  readonly external_url: string;
  readonly input_series: readonly object[];
  readonly alert_rule_test: readonly object[];
}

/** Prometheus' own address in the tests. */
const EXTERNAL_URL = 'http://prometheus.example:9090';
export const LINKS = { grafana: 'http://grafana.example' };

/** For how many minutes after the moment at which a fault would fire its look-alikes are watched. */
const WATCHED = 15;
/** No alert waits longer, in minutes. */
const LONGEST_WAIT = 181;

/** The tests of a case: it waits and then fires, and it does not fire. */
export function toPromtoolTests(one: AlertCase, alert: Alert): PromtoolTest[] {
  const wait = minutesOf(alert.for);
  const fires = one.from + wait;
  const expectAt = (minute: number, firing: readonly Firing[]) => expectFiring(alert, minute, firing);
  return [
    toTest(`${one.alert} waits, then fires`, one.fault, [
      ...(wait > 0 ? [expectAt(fires - 1, [])] : []),
      expectAt(fires, [one]),
    ]),
    ...Object.entries(one.fine).map(([what, input]) =>
      toTest(`${one.alert} does not fire: ${what}`, input, [expectAt(fires, []), expectAt(fires + WATCHED, [])]),
    ),
  ];
}

/** One test in which nothing is known at all: each alert stays silent, but for those that ask for something absent. */
export function withoutData(cases: readonly (readonly [AlertCase, Alert])[]): PromtoolTest {
  return toTest(
    'no data',
    {},
    cases.flatMap(([{ withoutData: missing }, alert]) => {
      if (missing === undefined) return [expectFiring(alert, LONGEST_WAIT, [])];
      const wait = missing.from + minutesOf(alert.for);
      return [...(wait > 0 ? [expectFiring(alert, wait - 1, [])] : []), expectFiring(alert, wait, missing.firing)];
    }),
  );
}

/** Tests whose inputs have nothing in common, as one: each costs promtool a database of its own. */
export function together(tests: readonly PromtoolTest[]): PromtoolTest {
  const [first] = tests;
  if (first === undefined) throw new Error('no tests');
  return {
    ...first,
    name: tests.map(({ name }) => name).join('; '),
    input_series: tests.flatMap((test) => test.input_series),
    alert_rule_test: tests.flatMap((test) => test.alert_rule_test),
  };
}

function expectFiring(alert: Alert, minute: number, firing: readonly Firing[]): object {
  return {
    eval_time: `${minute}m`,
    alertname: alert.name,
    exp_alerts: firing.map((each) => expectation(alert, each)),
  };
}

function toTest(name: string, input: Input, tests: readonly object[]): PromtoolTest {
  return {
    name,
    interval: '1m',
    external_url: EXTERNAL_URL,
    input_series: Object.entries(input).map(([series, values]) => ({ series, values })),
    alert_rule_test: tests,
  };
}

function expectation(alert: Alert, { labels, summary, description }: Firing): object {
  const { annotations } = alertRule(alert, LINKS);
  return {
    exp_labels: { severity: alert.severity, ...alert.labels, ...labels },
    exp_annotations: {
      ...annotations,
      summary,
      description: description ?? annotations.description,
      runbook_url: annotations.runbook_url.replace('{{ $externalURL }}', EXTERNAL_URL),
    },
  };
}

function minutesOf(duration: Alert['for']): number {
  const minutes = { s: 1 / 60, m: 1, h: 60, d: 1_440 }[duration.at(-1) as 's' | 'm' | 'h' | 'd'];
  return Number(duration.slice(0, -1)) * minutes;
}
