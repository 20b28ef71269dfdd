import type { Pace } from '../pace.ts';
import { above, and, over } from '../promql/operators.ts';
import { series } from '../promql/series.ts';
import type { Vector, Window } from '../promql/vector.ts';
import type { Alert, AlertGroup } from './define-alert.ts';
import { OBJECTIVE, OBJECTIVE_NAMES, OBJECTIVES, type Objective } from './objectives.ts';

/**
 * Windows and factors of the SRE workbook (chapter 5, "multiwindow, multi-burn-rate alerts"): a factor of 14.4 spends 2 % of
 * a month's budget within an hour, 6 spends 5 % in six hours, 3 spends 10 % in a day, 1 spends 10 % in three days. The short window ends the alert
 * soon after the fault does.
 */
const BURNS = [
  { long: '1h', short: '5m', factor: 14.4, for: '2m', severity: 'critical' },
  { long: '6h', short: '30m', factor: 6, for: '15m', severity: 'critical' },
  { long: '1d', short: '2h', factor: 3, for: '1h', severity: 'warning' },
  { long: '3d', short: '6h', factor: 1, for: '3h', severity: 'warning' },
] as const;

const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const satisfies readonly Window[];
type BurnWindow = (typeof WINDOWS)[number];

/**
 * With little traffic one failure is a large share. Below so many failures within the long window nobody is called; what is
 * rarer than that shows in the longer windows.
 */
const LEAST_FAILURES = 5;

export interface RecordingRule {
  readonly record: string;
  readonly expr: Vector<string>;
  readonly labels: Readonly<Record<string, string>>;
}

/** The share of failures within a window; it does not exist while nothing happens. */
export function shareOfFailures(window: BurnWindow) {
  return { kind: 'gauge', name: `slo:failures:ratio_increase${window}`, labels: { slo: OBJECTIVE_NAMES } } as const;
}

/** How many failures there were within a window. */
export function failures(window: BurnWindow) {
  return { kind: 'gauge', name: `slo:failures:increase${window}`, labels: { slo: OBJECTIVE_NAMES } } as const;
}

/** What dashboards and burn rates read: one evaluation of the long windows for all of them. */
export function objectiveRecordings({ window }: Pace): readonly RecordingRule[] {
  return WINDOWS.flatMap((name) =>
    OBJECTIVES.flatMap((objective) => {
      const labels = { slo: objective.name };
      const bad = objective.bad(window(name));
      return [
        { record: failures(name).name, expr: bad, labels },
        { record: shareOfFailures(name).name, expr: over(bad, above(objective.all(window(name)), 0)), labels },
      ];
    }),
  );
}

/** Alerts on how fast the error budgets are spent. */
export function burnAlerts(pace: Pace): AlertGroup {
  return { name: 'objectives', alerts: OBJECTIVES.flatMap((objective) => burnsOf(objective, pace)) };
}

function burnsOf(objective: Objective, { hold }: Pace): Alert[] {
  const { name: slo, alert, what } = objective;
  return BURNS.map(({ long, short, factor, for: wait, severity }) => {
    const budget = Number((factor * (1 - OBJECTIVE)).toFixed(6));
    const burning = and(
      above(series(shareOfFailures(long), { slo }), budget),
      above(series(shareOfFailures(short), { slo }), budget),
    );
    return {
      name: alert,
      severity,
      expr: and(burning, above(series(failures(long), { slo }), LEAST_FAILURES)),
      for: hold(wait),
      labels: { window: long },
      summary: `The error budget of ${slo} is spent ${factor} times as fast as it lasts`,
      description: `${OBJECTIVE * 100} % of all ${what}; over the last ${long}, {{ $value | humanizePercentage }} were not.`,
      dashboard: 'slo',
    };
  });
}
