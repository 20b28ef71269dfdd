import { type EChartsOption, init, type SeriesOption } from 'echarts';
import { formatUnit } from './format-unit.ts';
import { highest, type Line } from './measure.ts';
import { stateBands } from './state-bands.ts';
import type { StateWords } from './state-words.ts';
import { textWidth } from './text-width.ts';
import { LINE_COLOURS, type Theme } from './theme.ts';
import { timeColumns } from './time-axis.ts';

interface Drawn {
  readonly type: string;
  readonly fieldConfig?: { readonly defaults: StateWords & { readonly unit?: string; readonly custom?: unknown } };
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

const NAME_PX = 11;
/** Of a name's mark and the space around it. */
const MARK_PX = 36;

/** A panel's picture as SVG. */
export function chartOf(
  panel: object & { type: string },
  lines: readonly Line[],
  { width, height, theme }: Size,
): string {
  const chart = init(null, theme === 'dark' ? 'dark' : null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      ...optionOf(panel, lines, width, theme),
      color: [...LINE_COLOURS[theme]],
      backgroundColor: 'transparent',
      animation: false,
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function optionOf(panel: Drawn, lines: readonly Line[], width: number, theme: Theme): EChartsOption {
  const unit = panel.fieldConfig?.defaults.unit ?? 'short';
  if (panel.type === 'bargauge') return bars(lines, unit);
  if (panel.type === 'heatmap') return heat(lines, unit);
  if (panel.type === 'state-timeline') return stateBands(lines, panel.fieldConfig?.defaults ?? {}, theme);
  const custom = panel.fieldConfig?.defaults.custom as { stacking?: { mode?: string } } | undefined;
  return overTime(
    lines,
    unit,
    width,
    custom?.stacking?.mode === 'normal' ? { stack: 'all', areaStyle: { opacity: 0.35 } } : {},
  );
}

function overTime(lines: readonly Line[], unit: string, width: number, style: object): EChartsOption {
  return {
    grid: { left: 8, right: 12, top: 12, bottom: 34, containLabel: true },
    legend: {
      data: namesThatFit(lines, width),
      bottom: 0,
      icon: 'roundRect',
      itemHeight: 4,
      itemWidth: 14,
      height: 16,
      textStyle: { fontSize: NAME_PX },
    },
    xAxis: { type: 'time', axisLabel: { fontSize: 10, formatter: '{HH}:{mm}:{ss}', hideOverlap: true } },
    yAxis: {
      type: 'value',
      min: 0,
      axisLabel: { fontSize: 10, formatter: (value: number) => formatUnit(value, unit) },
    },
    series: lines.map(
      ({ legend, points }): SeriesOption => ({
        type: 'line',
        name: legend,
        data: points.map((point) => [...point]),
        showSymbol: false,
        lineStyle: { width: 1.5 },
        ...style,
      }),
    ),
  };
}

/** One row of names, of the highest lines first: more would cover the picture. */
function namesThatFit(lines: readonly Line[], width: number): string[] {
  const names = lines.toSorted((a, b) => highest(b) - highest(a)).map(({ legend }) => legend);
  let used = 0;
  return [...new Set(names)].filter((name) => {
    used += textWidth(name, NAME_PX) + MARK_PX;
    return used <= width;
  });
}

function bars(lines: readonly Line[], unit: string): EChartsOption {
  const last = ({ points }: Line) => points.findLast(([, value]) => value !== null)?.[1] ?? 0;
  const sorted = lines
    .map((line) => ({ name: line.legend, value: last(line) }))
    .toSorted((a, b) => a.value - b.value)
    .slice(-12);
  return {
    grid: { left: 20, right: 70, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', show: false, min: 0 },
    yAxis: {
      type: 'category',
      data: sorted.map(({ name }) => name),
      axisLabel: { fontSize: 11, width: 240, overflow: 'truncate' },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 22,
        data: sorted.map(({ value }) => value),
        label: { show: true, position: 'right', formatter: ({ value }) => formatUnit(Number(value), unit) },
      },
    ],
  };
}

/** Buckets hold what is at or below their bound: the difference to the one below is what fell between. */
function heat(lines: readonly Line[], unit: string): EChartsOption {
  const bound = ({ legend }: Line) => (legend === '+Inf' ? Number.POSITIVE_INFINITY : Number(legend));
  const sorted = lines.toSorted((a, b) => bound(a) - bound(b));
  const { axis, columnOf } = timeColumns(sorted);
  const cells = sorted.flatMap((line, row) => {
    const below = new Map(sorted[row - 1]?.points);
    return line.points.map(([at, value]) => [columnOf(at), row, Math.max(0, (value ?? 0) - (below.get(at) ?? 0))]);
  });
  return {
    grid: { left: 8, right: 12, top: 8, bottom: 8, containLabel: true },
    xAxis: axis,
    yAxis: {
      type: 'category',
      data: sorted.map(({ legend }) => (legend === '+Inf' ? 'more' : formatUnit(Number(legend), unit))),
      axisLabel: { fontSize: 10 },
    },
    visualMap: {
      show: false,
      min: 0,
      max: Math.max(0.001, ...cells.map(([, , value]) => value ?? 0)),
      inRange: { color: ['#ffffff00', '#fdd49e', '#ef6548', '#7f0000'] },
    },
    series: [{ type: 'heatmap', data: cells }],
  };
}
