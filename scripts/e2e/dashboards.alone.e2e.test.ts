import { type DashboardQuery, dashboardQueries } from '@ballast/monitoring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Course, type PromqlClient, promqlClient } from '../monitoring/promql-client.ts';
import { withoutVariables } from '../monitoring/without-variables.ts';
import { type Monitoring, startMonitoring } from './monitoring.ts';
import { runScriptedLoad } from './scripted-load.ts';
import { freshStack } from './stack.ts';

const stack = freshStack();
const queries = dashboardQueries();
let monitoring: Monitoring | undefined;
let client: PromqlClient;
let from: number;

beforeAll(async () => {
  monitoring = await startMonitoring(stack);
  client = promqlClient(monitoring.url);
  from = Date.now() / 1000;
  await runScriptedLoad(stack, client);
}, 240_000);

afterAll(() => monitoring?.stop());

describe('after a busy and unlucky minute', () => {
  it.each(queries)('$slug: $panel, $refId', async (query) => {
    const courses = await client.course(withoutVariables(query.expr, '30s'), from);
    const values = courses.flatMap(({ points }) => points.map(({ value }) => value).filter(Number.isFinite));
    expectLegends(query, courses);
    if (query.quiet !== undefined && courses.length === 0) return;
    expect(values.length, `no value for ${query.expr}: ${JSON.stringify(courses).slice(0, 2_000)}`).toBeGreaterThan(0);
    if (query.quiet === undefined) {
      expect(
        values.some((value) => value !== 0),
        `only 0 for ${query.expr}`,
      ).toBe(true);
    }
  });
});

/** Every label in the legend is there: else Grafana shows the braces. */
function expectLegends({ legend }: DashboardQuery, courses: readonly Course[]): void {
  const names = [...legend.matchAll(/{{(\w+)}}/g)].map(([, name = '']) => name);
  for (const { labels } of courses) for (const name of names) expect(labels[name], name).toBeTruthy();
}
