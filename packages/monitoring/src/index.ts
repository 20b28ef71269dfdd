export type { AlertmanagerOptions, SecretFiles } from './alertmanager/alertmanager-config.ts';
export { failures, shareOfFailures } from './alerts/burn-rates.ts';
export { type Alert, alertRule, type Links, runbookOf } from './alerts/define-alert.ts';
export { alertGroups, allAlerts } from './alerts/rule-files.ts';
export { DASHBOARD_SLUGS, type DashboardSlug, dashboardPath } from './dashboard-uids.ts';
export { type DashboardQuery, dashboardQueries, panelsOf, targetsOf } from './dashboards/dashboard-queries.ts';
export { type GeneratedDashboard, generateDashboards } from './dashboards/grafana-files.ts';
export { DashboardImportError, importDashboard } from './dashboards/overrides/import-dashboard.ts';
export { writeOverride } from './dashboards/overrides/override-file.ts';
export { FIGURES, type Figure } from './figures.ts';
export { generateMonitoring, type ServerFilesOptions, serverFiles } from './generate.ts';
export type { GeneratedFile } from './generated-file.ts';
export { fasterBy, type Pace, REAL_PACE } from './pace.ts';
export { CERTIFICATE_EXPIRY, UP } from './prometheus/own-metrics.ts';
export {
  type PrometheusOptions,
  SERVER_EXPORTERS,
  type ServerExporter,
  type Targets,
} from './prometheus/prometheus-config.ts';
export { bucketsOf, observationsOf, observationsWithin, series } from './promql/series.ts';
export type { Vector } from './promql/vector.ts';
export { writeFiles } from './write-files.ts';
