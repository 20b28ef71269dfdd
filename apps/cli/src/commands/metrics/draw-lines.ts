import plot, { type Color } from 'simple-ascii-chart';
import type { Point } from '../../prometheus/query-result.ts';
import type { Screen, Style } from '../../terminal/screen.ts';
import { formatValue } from './format-value.ts';

/** One a line; more lines than colours nobody can tell apart. */
export const LINE_COLOURS = ['cyan', 'yellow', 'magenta', 'green', 'blue', 'red'] as const satisfies readonly Style[];

const ANSI: Readonly<Record<(typeof LINE_COLOURS)[number], Color>> = {
  cyan: 'ansiCyan',
  yellow: 'ansiYellow',
  magenta: 'ansiMagenta',
  green: 'ansiGreen',
  blue: 'ansiBlue',
  red: 'ansiRed',
};

const HEIGHT = 12;
/** What the numbers at the left may take. */
const LEFT = 14;

/** Lines over time from 0 up; values that are no numbers are left out. */
export function drawLines(courses: readonly (readonly Point[])[], screen: Screen, width: number): string {
  const lines = courses
    .map((points) =>
      points.flatMap(([at, value]): [number, number][] =>
        Number.isFinite(Number(value)) ? [[at, Number(value)]] : [],
      ),
    )
    .filter((points) => points.length > 0);
  const times = lines.flatMap((points) => points.map(([at]) => at));
  const values = lines.flatMap((points) => points.map(([, value]) => value));
  if (times.length === 0) return '';
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const [least, most] = [Math.min(0, ...values), Math.max(...values)];
  // One level alone has no scale.
  const top = most > least ? most : least + 1;
  const isColoured = screen.paint('cyan', 'x') !== 'x';
  const drawn = plot(lines, {
    width: width - LEFT,
    height: HEIGHT,
    yRange: [least, top],
    customXAxisTicks: [...new Set([from, (from + to) / 2, to])],
    customYAxisTicks: [least, (least + top) / 2, top],
    formatter: (value, { axis }) => (axis === 'x' ? timeOf(value, to - from) : formatValue(String(value))),
    ...(isColoured && { color: lines.map((_, index) => ANSI[LINE_COLOURS[index % LINE_COLOURS.length] ?? 'cyan']) }),
  });
  return drawn
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

function timeOf(seconds: number, span: number): string {
  const at = new Date(seconds * 1000).toISOString();
  return span > 86_400 ? at.slice(5, 16).replace('T', ' ') : at.slice(11, 16);
}
