import { type DashboardSlug, dashboardPath } from '../dashboard-uids.ts';
import type { Vector, Window } from '../promql/vector.ts';

/** `critical` wakes somebody up, `warning` is for the day, `none` only says that alerts work. */
type Severity = 'critical' | 'warning' | 'none';

export interface Alert {
  /** Names its runbook as well: `HighErrorRate` has `docs/runbooks/high-error-rate.md`. */
  readonly name: string;
  readonly severity: Severity;
  readonly expr: Vector<string>;
  /** How long it must be so. */
  readonly for: Window;
  /** One line, with the value in it where that says something. */
  readonly summary: string;
  /** What it means for users, in one or two sentences. */
  readonly description: string;
  readonly dashboard: DashboardSlug;
  /** Besides `severity`. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertGroup {
  readonly name: string;
  readonly alerts: readonly Alert[];
}

/** Where the links in messages lead. */
export interface Links {
  /** Grafana, as people reach it. */
  readonly grafana: string;
  /** The folder of runbooks, as people reach it; without it Prometheus serves them itself, as its consoles. */
  readonly runbooks?: string;
}

/** The name of an alert's runbook in `docs/runbooks`. */
export function runbookOf(alert: string): string {
  return `${alert.replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase()}.md`;
}

/** An alert as Prometheus' rule files have it. */
export function alertRule(alert: Alert, links: Links) {
  const runbooks = links.runbooks ?? '{{ $externalURL }}/consoles';
  return {
    alert: alert.name,
    expr: alert.expr.promql,
    ...(alert.for !== '0s' && { for: alert.for }),
    labels: { severity: alert.severity, ...alert.labels },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: `${runbooks}/${runbookOf(alert.name)}`,
      dashboard_url: `${links.grafana}${dashboardPath(alert.dashboard)}`,
    },
  };
}
