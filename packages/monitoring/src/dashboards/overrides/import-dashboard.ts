import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { z } from 'zod';
import { DASHBOARD_SLUGS, type DashboardSlug } from '../../dashboard-uids.ts';
import { readQuery } from '../../promql/read-query.ts';
import { panelsOf, targetsOf } from '../dashboard-queries.ts';
import { tidy } from '../define/tidy.ts';
import { DATASOURCE } from '../define/to-panel.ts';
import { dashboardFromCode } from '../grafana-files.ts';
import { type Override, overrideBetween } from './override.ts';

/** A file that cannot be taken for one of our dashboards; its message says why. */
export class DashboardImportError extends Error {
  override readonly name = 'DashboardImportError';
}

const UID = /^ballast-(.+)$/;
const ExportSchema = z.looseObject({
  uid: z.string(),
  title: z.string(),
  panels: z.array(z.looseObject({ type: z.string(), id: z.number() })),
});

/**
 * Reads a dashboard as Grafana exports it (Share, Export; or `GET /api/dashboards/uid/...`, which wraps it), and says how it
 * differs from what the code makes.
 *
 * @throws DashboardImportError
 */
export function importDashboard(text: string): { readonly slug: DashboardSlug; readonly override: Override } {
  const dashboard = parse(text);
  const name = UID.exec(dashboard.uid ?? '')?.[1];
  const slug = DASHBOARD_SLUGS.find((one) => one === name);
  if (slug === undefined) {
    throw new DashboardImportError(
      `its uid is "${dashboard.uid}", and ours are ${DASHBOARD_SLUGS.map((one) => `ballast-${one}`).join(', ')}`,
    );
  }
  refuseUnreadable(dashboard);
  return { slug, override: overrideBetween(dashboardFromCode(slug), tidy(dashboard)) };
}

function parse(text: string): Dashboard {
  let document: unknown;
  try {
    document = JSON.parse(text, withChosenSource);
  } catch (error) {
    throw new DashboardImportError('it is no JSON', { cause: error });
  }
  const wrapped = z.looseObject({ dashboard: z.unknown() }).safeParse(document);
  const parsed = ExportSchema.safeParse(wrapped.success ? wrapped.data.dashboard : document);
  if (parsed.success) return parsed.data as unknown as Dashboard;
  const [issue] = parsed.error.issues;
  throw new DashboardImportError(`it is no dashboard (${issue?.path.join('.')}: ${issue?.message})`);
}

/** "Export for sharing" puts `${DS_...}` in the place of the source, saving may put its uid: both mean the one chosen at the top. */
function withChosenSource(key: string, value: unknown): unknown {
  const isPrometheus =
    key === 'datasource' &&
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'prometheus';
  return isPrometheus ? { ...DATASOURCE } : value;
}

function refuseUnreadable(dashboard: Dashboard): void {
  for (const panel of panelsOf(dashboard)) {
    for (const { expr } of targetsOf(panel)) {
      try {
        readQuery(expr);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new DashboardImportError(`a query of "${panel.title}" ${why}`, { cause: error });
      }
    }
  }
}
