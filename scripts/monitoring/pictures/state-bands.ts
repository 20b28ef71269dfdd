import type { EChartsOption } from 'echarts';
import { highest, type Line } from './measure.ts';
import { colourNameOf, type StateWords } from './state-words.ts';
import { STATE_COLOURS, type StateColour, type Theme } from './theme.ts';
import { timeColumns } from './time-axis.ts';

/** More bands than these are too thin to be read. */
const MOST_BANDS = 10;

/** A band for each line, in the colour of the state that it was in. Those that were in the worst states come first. */
export function stateBands(lines: readonly Line[], states: StateWords, theme: Theme): EChartsOption {
  const shown = lines
    .toSorted((a, b) => highest(b) - highest(a))
    .slice(0, MOST_BANDS)
    .toReversed();
  const { axis, columnOf } = timeColumns(shown);
  const words = Object.entries(states.mappings?.[0]?.options ?? {});
  const colourOf = (value: number): string =>
    STATE_COLOURS[theme][colourNameOf(value, states) as StateColour] ?? STATE_COLOURS[theme].green;
  return {
    grid: { left: 8, right: 12, top: 8, bottom: 30, containLabel: true },
    xAxis: { ...axis, axisTick: { show: false } },
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
          points.flatMap(([at, value]) => (value === null ? [] : [[columnOf(at), row, value]])),
        ),
      },
    ],
  };
}
