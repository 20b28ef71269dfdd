/** Each dashboard's uid is `ballast-` and its slug here: alerts link to it, dashboards to each other. */
export const DASHBOARD_SLUGS = [
  'system-overview',
  'prime-check',
  'message-queue',
  'database',
  'redis',
  'error-analysis',
  'dead-letters',
  'rate-limiting',
  'slo',
  'node-runtime',
] as const;
export type DashboardSlug = (typeof DASHBOARD_SLUGS)[number];

/** The dashboard's address below `GRAFANA_URL`. */
export function dashboardPath(slug: DashboardSlug): string {
  return `/d/ballast-${slug}`;
}
