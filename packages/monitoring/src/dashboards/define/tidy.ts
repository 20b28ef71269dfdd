import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';

/**
 * A dashboard without what Grafana or the builder adds and nobody means: numbers of one installation, versions. Both the
 * code's and an exported dashboard go through it, so that only what was changed differs.
 */
export function tidy(dashboard: Dashboard): Dashboard {
  const { id: _id, version: _version, ...rest } = dashboard as Dashboard & Exported;
  for (const name of ADDED_BY_EXPORT) delete rest[name];
  return {
    ...rest,
    annotations: { list: (rest.annotations?.list ?? []).filter(({ builtIn }) => builtIn !== 1).map(withoutPlacement) },
    links: (rest.links ?? []).map(withoutPlacement),
    panels: (rest.panels ?? []).map(tidyPanel),
  } as Dashboard;
}

const ADDED_BY_EXPORT = ['__inputs', '__elements', '__requires', 'iteration', 'gnetId', 'revision'] as const;
type Exported = { [Name in (typeof ADDED_BY_EXPORT)[number]]?: unknown };

function tidyPanel(panel: Panel | RowPanel): Panel | RowPanel {
  if (isRow(panel)) return { ...panel, panels: panel.panels.map(tidyPanel) as Panel[] };
  const { pluginVersion: _pluginVersion, ...rest } = panel as Panel & { pluginVersion?: string };
  return rest as Panel;
}

/** Hides it in a menu of newer versions; ours are to be seen. */
function withoutPlacement<T extends object>(entry: T): T {
  const { placement: _placement, ...rest } = entry as T & { placement?: unknown };
  return rest as T;
}

export function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === 'row';
}
