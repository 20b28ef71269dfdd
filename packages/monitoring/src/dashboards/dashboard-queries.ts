import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardSlug } from '../dashboard-uids.ts';
import { isRow } from './define/tidy.ts';
import { DASHBOARDS, generateDashboards } from './grafana-files.ts';

/** One query of a panel, as the committed dashboard has it. */
export interface DashboardQuery {
  readonly slug: DashboardSlug;
  readonly panel: string;
  readonly refId: string;
  readonly expr: string;
  readonly legend: string;
  /** Why it may have no value but 0 under the load that dashboards are tested with; see `Query.quiet`. */
  readonly quiet: string | undefined;
}

/** Every query of every dashboard, changes taken back from Grafana included. */
export function dashboardQueries(): readonly DashboardQuery[] {
  return generateDashboards().flatMap(({ slug, dashboard }) =>
    panelsOf(dashboard).flatMap((panel) =>
      targetsOf(panel).map(({ refId, expr, legendFormat }) => ({
        slug,
        panel: panel.title ?? '',
        refId,
        expr,
        legend: legendFormat,
        quiet: quietReason(slug, expr),
      })),
    ),
  );
}

/** The panels of a dashboard, those in closed rows included, and no rows. */
export function panelsOf(dashboard: Dashboard): readonly Panel[] {
  return (dashboard.panels ?? []).flatMap((panel) => (isRow(panel) ? panel.panels : [panel]));
}

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly datasource: unknown;
}

/** A panel's queries; the builder's type knows only that they are some. */
export function targetsOf(panel: Panel): readonly Target[] {
  return (panel.targets ?? []) as unknown as readonly Target[];
}

function quietReason(slug: DashboardSlug, expr: string): string | undefined {
  const panels = DASHBOARDS[slug].rows.flatMap((row) => row.panels);
  return panels.flatMap(({ queries }) => queries).find((query) => query.expr.promql === expr)?.quiet;
}
