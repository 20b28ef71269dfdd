import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { asYaml } from '../as-yaml.ts';
import { DASHBOARD_SLUGS, type DashboardSlug } from '../dashboard-uids.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { databasePerformance } from './content/database.ts';
import { deadLettersDashboard } from './content/dead-letters.ts';
import { errorAnalysis } from './content/error-analysis.ts';
import { messageQueue } from './content/message-queue.ts';
import { nodeRuntime } from './content/node-runtime.ts';
import { primeCheckDetails } from './content/prime-check.ts';
import { rateLimiting } from './content/rate-limiting.ts';
import { redisMonitoring } from './content/redis.ts';
import { slo } from './content/slo.ts';
import { systemOverview } from './content/system-overview.ts';
import type { DashboardDefinition } from './define/panel.ts';
import { tidy } from './define/tidy.ts';
import { toDashboard } from './define/to-dashboard.ts';
import { applyOverride } from './overrides/override.ts';
import { readOverride } from './overrides/override-file.ts';

export const DASHBOARDS: Readonly<Record<DashboardSlug, DashboardDefinition>> = {
  'system-overview': systemOverview,
  'prime-check': primeCheckDetails,
  'message-queue': messageQueue,
  database: databasePerformance,
  redis: redisMonitoring,
  'error-analysis': errorAnalysis,
  'dead-letters': deadLettersDashboard,
  'rate-limiting': rateLimiting,
  slo,
  'node-runtime': nodeRuntime,
};

export interface GeneratedDashboard {
  readonly slug: DashboardSlug;
  readonly dashboard: Dashboard;
}

/** Each dashboard as Grafana reads it, with what was changed in Grafana and taken back. */
export function generateDashboards(): readonly GeneratedDashboard[] {
  return DASHBOARD_SLUGS.map((slug) => ({
    slug,
    dashboard: applyOverride(dashboardFromCode(slug), readOverride(slug)),
  }));
}

/** As the code says, without anything that was changed in Grafana. */
export function dashboardFromCode(slug: DashboardSlug): Dashboard {
  return JSON.parse(JSON.stringify(tidy(toDashboard(slug, DASHBOARDS[slug])))) as Dashboard;
}

/** What Grafana is provisioned with: its sources, where its dashboards are, the dashboards. */
export function generateGrafana(): readonly GeneratedFile[] {
  return [
    { path: 'grafana/datasources/ballast.yml', text: asYaml(DATASOURCES) },
    { path: 'grafana/dashboards/ballast.yml', text: asYaml(PROVIDERS) },
    ...generateDashboards().map(({ slug, dashboard }) => ({
      path: `grafana/dashboards/ballast-${slug}.json`,
      text: `${JSON.stringify(dashboard, null, 2)}\n`,
    })),
  ];
}

/** Grafana itself puts in the two addresses from its environment. A metric’s exemplar opens its trace in Jaeger. */
const DATASOURCES = {
  apiVersion: 1,
  datasources: [
    {
      name: 'Prometheus',
      uid: 'prometheus',
      type: 'prometheus',
      access: 'proxy',
      url: '$PROMETHEUS_URL',
      isDefault: true,
      editable: false,
      jsonData: {
        httpMethod: 'POST',
        timeInterval: '15s',
        exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'jaeger' }],
      },
    },
    { name: 'Jaeger', uid: 'jaeger', type: 'jaeger', access: 'proxy', url: '$JAEGER_QUERY_URL', editable: false },
  ],
};

/** `allowUiUpdates` lets a dashboard be changed and saved, to be taken back into the code. */
const PROVIDERS = {
  apiVersion: 1,
  providers: [
    {
      name: 'ballast',
      folder: 'Ballast',
      type: 'file',
      allowUiUpdates: true,
      disableDeletion: true,
      updateIntervalSeconds: 30,
      options: { path: '/etc/grafana/provisioning/dashboards', foldersFromFilesStructure: false },
    },
  ],
};
