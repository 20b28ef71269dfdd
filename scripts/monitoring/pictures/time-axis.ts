import type { XAXisComponentOption } from 'echarts';
import type { Line } from './measure.ts';

/** The times of all lines as columns, for what is drawn in cells: the axis, and the column of a time. */
export function timeColumns(lines: readonly Line[]) {
  const times = [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].toSorted((a, b) => a - b);
  const columns = new Map(times.map((at, index) => [at, index]));
  const axis: XAXisComponentOption = {
    type: 'category',
    data: times.map((at) => new Date(at).toISOString().slice(11, 19)),
    axisLabel: { fontSize: 10 },
  };
  return { axis, columnOf: (at: number) => columns.get(at) ?? 0 };
}
