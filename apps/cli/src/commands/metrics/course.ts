import type { Labels, Point } from '../../prometheus/query-result.ts';
import type { Screen, Style } from '../../terminal/screen.ts';
import { joinParts } from '../../terminal/section.ts';
import { type Column, renderTable } from '../../terminal/table.ts';
import { drawLines, LINE_COLOURS } from './draw-lines.ts';
import { formatValue } from './format-value.ts';
import { labelColumns } from './value-table.ts';

interface Course {
  readonly metric: Labels;
  readonly values: readonly Point[];
}

/** How series went: drawn, with what they were, on a terminal; else, or with `table`, a line for each point. */
export function renderCourse(
  courses: readonly Course[],
  screen: Screen,
  { table = false }: { readonly table?: boolean },
): string {
  if (courses.length === 0) return '';
  return screen.width === undefined || table ? pointTable(courses, screen) : drawing(courses, screen, screen.width);
}

interface PointRow {
  readonly labels: Labels;
  readonly at: string;
  readonly value: string;
}

function pointTable(courses: readonly Course[], screen: Screen): string {
  const rows = courses.flatMap(({ metric, values }) =>
    values.map(([at, value]): PointRow => ({ labels: metric, at: new Date(at * 1000).toISOString(), value })),
  );
  const columns: Column<PointRow>[] = [
    { title: 'TIME', text: ({ at }) => at, brief: ({ at }) => at.slice(0, 19).replace('T', ' ') },
    ...labelColumns<PointRow>(rows),
    { title: 'VALUE', text: ({ value }) => value, brief: ({ value }) => formatValue(value), align: 'right' },
  ];
  return renderTable(columns, rows, screen);
}

interface LineRow {
  readonly labels: Labels;
  readonly numbers: readonly number[];
  readonly style: Style | undefined;
}

function drawing(courses: readonly Course[], screen: Screen, width: number): string {
  const highest = ({ values }: Course) => Math.max(...values.map(([, value]) => Number(value)).filter(Number.isFinite));
  const sorted = courses.toSorted((a, b) => highest(b) - highest(a));
  const rows = sorted.map(
    ({ metric, values }, index): LineRow => ({
      labels: metric,
      numbers: values.map(([, value]) => Number(value)).filter(Number.isFinite),
      style: LINE_COLOURS[index],
    }),
  );
  const number = (title: string, of: (numbers: readonly number[]) => number | undefined): Column<LineRow> => ({
    title,
    text: ({ numbers }) => formatValue(String(of(numbers) ?? Number.NaN)),
    align: 'right',
  });
  const drawn = sorted.slice(0, LINE_COLOURS.length).map(({ values }) => values);
  const left = sorted.length - drawn.length;
  return joinParts([
    drawLines(drawn, screen, width),
    renderTable<LineRow>(
      [
        { title: '', text: ({ style }) => (style === undefined ? ' ' : '━━'), style: ({ style }) => style },
        ...labelColumns<LineRow>(rows),
        number('LEAST', (numbers) => Math.min(...numbers)),
        number('MOST', (numbers) => Math.max(...numbers)),
        number('NOW', (numbers) => numbers.at(-1)),
      ],
      rows,
      screen,
    ),
    left > 0 ? screen.paint('dim', `The ${drawn.length} highest are drawn.`) : '',
  ]);
}
