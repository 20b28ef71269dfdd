import { crc32 } from 'node:zlib';
import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import {
  PanelBuilder as Heatmap,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import { type Limits, type PanelDefinition, type PanelKind, type Query, UNITS } from './panel.ts';

/** Chosen at the top of each dashboard. */
export const DATASOURCE = { type: 'prometheus', uid: '$datasource' };

const SIZES: Readonly<Record<PanelKind, { readonly width: number; readonly height: number }>> = {
  number: { width: 6, height: 4 },
  lines: { width: 12, height: 8 },
  stacked: { width: 12, height: 8 },
  ranking: { width: 12, height: 8 },
  heat: { width: 12, height: 8 },
  states: { width: 12, height: 8 },
};

/** What each kind of panel adds to what all have. */
const DRAWN: Readonly<Record<PanelKind, (panel: PanelDefinition) => AnyPanel>> = {
  lines: () => overTime().fillOpacity(8),
  stacked: () =>
    overTime().fillOpacity(35).stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A')),
  number: () =>
    new Stat()
      .graphMode(common.BigValueGraphMode.Area)
      .colorMode(common.BigValueColorMode.Value)
      .textMode(common.BigValueTextMode.Auto)
      .reduceOptions(lastValue()),
  ranking: () =>
    new BarGauge()
      .orientation(common.VizOrientation.Horizontal)
      .displayMode(common.BarGaugeDisplayMode.Basic)
      .reduceOptions(lastValue()),
  heat: () =>
    new Heatmap()
      .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Oranges').steps(32))
      .yAxis(new YAxisConfigBuilder().unit('s'))
      .hideLegend(),
  states: () =>
    new StateTimeline().showValue(common.VisibilityMode.Never).mergeValues(true).legend(legend()).rowHeight(0.8),
};

type AnyPanel = TimeSeries | Stat | BarGauge | Heatmap | StateTimeline;

/** In columns of Grafana's grid. */
export function widthOf({ kind, width }: PanelDefinition): number {
  return width ?? SIZES[kind].width;
}

export function toPanel(definition: PanelDefinition): Builder<dashboard.Panel> {
  const { title, description, unit, kind, queries, limits, words } = definition;
  const panel = DRAWN[kind](definition) as TimeSeries;
  panel
    .id(panelId(title))
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .unit(UNITS[unit])
    .span(widthOf(definition))
    .height(SIZES[kind].height)
    .targets(queries.map((query, index) => toTarget(query, index, kind)));
  if (kind !== 'heat') panel.min(0).thresholds(toThresholds(limits)).colorScheme(colours(kind, limits));
  if (words !== undefined) panel.mappings([toMapping(words)]);
  if (limits !== undefined && (kind === 'lines' || kind === 'stacked')) {
    panel.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed));
  }
  return panel;
}

/** Comes from the title, so that a panel keeps its address when others are put before it. */
export function panelId(title: string): number {
  return (crc32(title) % 99_999) + 1;
}

function overTime(): TimeSeries {
  return new TimeSeries()
    .lineWidth(1.5)
    .showPoints(common.VisibilityMode.Never)
    .spanNulls(false)
    .legend(legend())
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
}

function legend(): common.VizLegendOptionsBuilder {
  return new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom);
}

function lastValue(): common.ReduceDataOptionsBuilder {
  return new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']);
}

function toTarget({ expr, legend, exemplars }: Query, index: number, kind: PanelKind): DataqueryBuilder {
  const target = new DataqueryBuilder()
    .datasource(DATASOURCE)
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .expr(expr.promql)
    .legendFormat(kind === 'heat' ? '{{le}}' : legend);
  if (kind === 'heat') target.format(PromQueryFormat.Heatmap);
  if (exemplars === true) target.exemplar(true);
  return kind === 'ranking' ? target.instant() : target.range();
}

function toThresholds(limits: Limits | undefined): dashboard.ThresholdsConfigBuilder {
  const builder = new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute);
  if (limits === undefined) return builder.steps([{ value: null, color: 'blue' }]);
  const { warning, critical, below } = limits;
  // A step holds from its value on, upwards.
  return builder.steps(
    below === true
      ? [
          { value: null, color: 'red' },
          { value: critical, color: 'orange' },
          { value: warning, color: 'green' },
        ]
      : [
          { value: null, color: 'green' },
          { value: warning, color: 'orange' },
          { value: critical, color: 'red' },
        ],
  );
}

function colours(kind: PanelKind, limits: Limits | undefined): dashboard.FieldColorBuilder {
  const byLimit = kind === 'number' || (kind === 'states' && limits !== undefined) || kind === 'ranking';
  return new dashboard.FieldColorBuilder().mode(
    byLimit ? dashboard.FieldColorModeId.Thresholds : dashboard.FieldColorModeId.PaletteClassic,
  );
}

function toMapping(words: Readonly<Record<number, string>>): dashboard.ValueMapping {
  return {
    type: dashboard.MappingType.ValueToText,
    options: Object.fromEntries(Object.entries(words).map(([value, text], index) => [value, { text, index }])),
  } as dashboard.ValueMap;
}
