import type { Labels, QueryResult } from '../../prometheus/query-result.ts';
import type { Screen } from '../../terminal/screen.ts';
import { type Column, renderTable } from '../../terminal/table.ts';
import { formatValue } from './format-value.ts';

interface Row {
  readonly labels: Labels;
  readonly value: string;
}

/** The values of now, the highest first: a column for each label that any series bears. */
export function renderValues(result: Exclude<QueryResult, { resultType: 'matrix' }>, screen: Screen): string {
  if (result.resultType !== 'vector')
    return screen.width === undefined ? result.result[1] : formatValue(result.result[1]);
  const rows = result.result.map(({ metric, value }) => ({ labels: metric, value: value[1] }));
  if (rows.length === 0) return '';
  return renderTable<Row>(
    [
      ...labelColumns<Row>(rows),
      { title: 'VALUE', text: ({ value }) => value, brief: ({ value }) => formatValue(value), align: 'right' },
    ],
    rows.toSorted((a, b) => rank(b.value) - rank(a.value)),
    screen,
  );
}

/** The labels as columns, by their names; the metric's own name comes first. */
export function labelColumns<R extends { readonly labels: Labels }>(rows: readonly R[]): Column<R>[] {
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].toSorted();
  return names.map((name) => ({
    title: name === '__name__' ? 'METRIC' : name.toUpperCase(),
    text: ({ labels }) => labels[name] ?? '',
    shrinkTo: 12,
  }));
}

export function isEmpty(result: QueryResult): boolean {
  return (result.resultType === 'vector' || result.resultType === 'matrix') && result.result.length === 0;
}

function rank(value: string): number {
  const number = Number(value.replace('Inf', 'Infinity'));
  return Number.isNaN(number) ? Number.NEGATIVE_INFINITY : number;
}
