import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { DashboardSlug } from '../../dashboard-uids.ts';
import { NODE } from '../../prometheus/node-metrics.ts';
import { ALERTS, UP } from '../../prometheus/own-metrics.ts';
import { times } from '../../promql/operators.ts';
import { series } from '../../promql/series.ts';
import type { DashboardDefinition, PanelDefinition } from './panel.ts';
import { DATASOURCE, panelId, toPanel, widthOf } from './to-panel.ts';

const TAG = 'ballast';
/** Columns of Grafana's grid. */
const LINE = 24;

/** A definition as Grafana's JSON: what every dashboard has, and its panels in rows. */
export function toDashboard(
  slug: DashboardSlug,
  { title, description, rows }: DashboardDefinition,
): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(title)
    .uid(`ballast-${slug}`)
    .description(description)
    .tags([TAG])
    .timezone('browser')
    .editable()
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(otherDashboards())
    .annotations([startsOfWorkers(), firingAlerts()])
    .variables([datasource(), job(), instance()]);
  for (const row of rows) {
    builder.withRow(new dashboard.RowBuilder(row.title).id(panelId(`row ${row.title}`)));
    for (const panel of upToTheEdge(row.panels)) builder.withPanel(toPanel(panel));
  }
  return builder.build();
}

/** The last panel of a row takes what is left of its line: a hole looks as if something were missing. */
function upToTheEdge(panels: readonly PanelDefinition[]): readonly PanelDefinition[] {
  const last = panels.at(-1);
  if (last === undefined) return panels;
  const filled = panels.slice(0, -1).reduce((used, panel) => {
    const width = widthOf(panel);
    return used + width > LINE ? width : used + width;
  }, 0);
  return [...panels.slice(0, -1), { ...last, width: filled + widthOf(last) > LINE ? LINE : LINE - filled }];
}

function otherDashboards(): dashboard.DashboardLinkBuilder {
  return new dashboard.DashboardLinkBuilder('Ballast')
    .type(dashboard.DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(false)
    .keepTime(true);
}

/** A deploy is seen as a worker's start: the value is the time itself. */
function startsOfWorkers(): dashboard.AnnotationQueryBuilder {
  const started = series(NODE.processStart, { job: { like: '.*-worker' } });
  return annotation('Workers started', 'blue', times(started, 1000).promql)
    .useValueForTime(true)
    .titleFormat('{{job}} started')
    .textFormat('{{instance}}')
    .tagKeys('job,instance');
}

function firingAlerts(): dashboard.AnnotationQueryBuilder {
  return annotation('Alerts', 'red', series(ALERTS, { alertstate: 'firing' }).promql)
    .titleFormat('{{alertname}}')
    .textFormat('{{severity}}')
    .tagKeys('alertname,severity,job,instance');
}

function annotation(name: string, colour: string, expr: string): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .hide(false)
    .iconColor(colour)
    .expr(expr)
    .step('15s')
    .target(new DataqueryBuilder().datasource(DATASOURCE).refId('A').expr(expr));
}

function datasource(): dashboard.DatasourceVariableBuilder {
  return new dashboard.DatasourceVariableBuilder('datasource')
    .label('Data source')
    .type('prometheus')
    .current({ selected: true, text: 'Prometheus', value: 'prometheus' });
}

function job(): dashboard.QueryVariableBuilder {
  return everyOne('job', 'Process', `label_values(${series(UP).promql}, job)`);
}

function instance(): dashboard.QueryVariableBuilder {
  return everyOne('instance', 'Instance', `label_values(${series(UP, { job: { like: '$job' } }).promql}, instance)`);
}

/** One, several or all of the values that a query finds. */
function everyOne(name: string, label: string, query: string): dashboard.QueryVariableBuilder {
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query, refId: name })
    .definition(query)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: 'All', value: '$__all' })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc);
}
