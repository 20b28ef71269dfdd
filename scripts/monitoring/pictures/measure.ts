import { type GeneratedDashboard, panelsOf, targetsOf } from '@ballast/monitoring';
import type { Course, PromqlClient } from '../promql-client.ts';

/** One line of a panel, with its legend written out. */
export interface Line {
  readonly legend: string;
  readonly points: readonly (readonly [at: number, value: number | null])[];
}

/** The lines of each panel, by its id. */
export type Measured = ReadonlyMap<number, readonly Line[]>;

export async function measureDashboard(
  client: PromqlClient,
  dashboard: GeneratedDashboard['dashboard'],
  from: number,
): Promise<Measured> {
  const measured = new Map<number, readonly Line[]>();
  for (const panel of panelsOf(dashboard)) {
    const lines: Line[] = [];
    for (const { expr, legendFormat } of targetsOf(panel)) {
      const readable = expr
        .replaceAll('$__rate_interval', '15s')
        .replaceAll('$job', '.+')
        .replaceAll('$instance', '.+');
      for (const course of await client.course(readable, from)) lines.push(lineOf(course, legendFormat));
    }
    measured.set(panel.id ?? 0, lines);
  }
  return measured;
}

function lineOf({ labels, points }: Course, legend: string): Line {
  return {
    legend: legend.replaceAll(/{{(\w+)}}/g, (_, label: string) => labels[label] ?? ''),
    points: points.map(({ at, value }) => [at * 1000, Number.isFinite(value) ? value : null]),
  };
}
