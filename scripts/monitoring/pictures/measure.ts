import { type GeneratedDashboard, panelsOf, targetsOf } from '@ballast/monitoring';
import type { Course, PromqlClient } from '../promql-client.ts';
import { withoutVariables } from '../without-variables.ts';

const RATE_INTERVAL = '15s';

/** One line of a panel, with its legend written out. */
export interface Line {
  readonly legend: string;
  readonly points: readonly (readonly [at: number, value: number | null])[];
}

/** Its highest value, 0 where it has none. */
export function highest({ points }: Line): number {
  return Math.max(...points.map(([, value]) => value ?? 0));
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
      const courses = await client.course(withoutVariables(expr, RATE_INTERVAL), from);
      for (const course of courses) lines.push(lineOf(course, legendFormat));
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
