import type { EChartsOption } from 'echarts';
import type { Line } from './measure.ts';
import { STATE_COLOURS, type StateColour, type Theme } from './theme.ts';

/** What a panel says of its values: their words, and the colours from some value on. */
export interface StateWords {
  readonly mappings?: readonly { readonly options: Readonly<Record<string, { readonly text: string }>> }[];
  readonly thresholds?: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
}

/** More bands than these are too thin to be read. */
const MOST_BANDS = 10;

/** A band for each line, in the colour of the state that it was in. Those that were in the worst states come first. */
export function stateBands(lines: readonly Line[], { mappings, thresholds }: StateWords, theme: Theme): EChartsOption {
  const worst = ({ points }: Line) => Math.max(...points.map(([, value]) => value ?? 0));
  const shown = lines
    .toSorted((a, b) => worst(b) - worst(a))
    .slice(0, MOST_BANDS)
    .toReversed();
  const times = [...new Set(shown.flatMap(({ points }) => points.map(([at]) => at)))].toSorted((a, b) => a - b);
  const column = new Map(times.map((at, index) => [at, index]));
  const words = Object.entries(mappings?.[0]?.options ?? {});
  const colourOf = (value: number): string => {
    const name = thresholds?.steps.findLast(({ value: from }) => from === null || value >= from)?.color ?? 'green';
    return STATE_COLOURS[theme][name as StateColour] ?? STATE_COLOURS[theme].green;
  };
  return {
    grid: { left: 8, right: 12, top: 8, bottom: 30, containLabel: true },
    xAxis: {
      type: 'category',
      data: times.map((at) => new Date(at).toISOString().slice(11, 19)),
      axisLabel: { fontSize: 10 },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'category',
      data: shown.map(({ legend }) => legend),
      axisLabel: { fontSize: 10, width: 200, overflow: 'truncate' },
      axisTick: { show: false },
    },
    visualMap: {
      type: 'piecewise',
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 8,
      textStyle: { fontSize: 11 },
      pieces: words.map(([value, { text }]) => ({ value: Number(value), label: text, color: colourOf(Number(value)) })),
    },
    series: [
      {
        type: 'heatmap',
        data: shown.flatMap(({ points }, row) =>
          points.flatMap(([at, value]) => (value === null ? [] : [[column.get(at) ?? 0, row, value]])),
        ),
      },
    ],
  };
}
