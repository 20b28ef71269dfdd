import { type DashboardQuery, dashboardQueries } from '@ballast/monitoring';
import { until } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Course, type PromqlClient, promqlClient } from './ask-prometheus.ts';
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
  await until(async () => (await client.now('min(up{job!="alertmanager"})'))[0] === 1, {
    timeoutMs: 20_000,
    what: 'every process and exporter is read',
  });
  from = Date.now() / 1000;
  await runScriptedLoad(stack, client);
}, 90_000);

afterAll(() => monitoring?.stop());

describe('after a busy and unlucky minute', () => {
  it.each(queries)('$slug: $panel, $refId', async (query) => {
    const courses = await client.course(readable(query.expr), from);
    const values = courses.flatMap(({ values: points }) =>
      points.map(([, value]) => Number(value)).filter(Number.isFinite),
    );
    expectLegends(query, courses);
    if (query.quiet !== undefined && courses.length === 0) return;
    expect(values.length, `no value for ${query.expr}`).toBeGreaterThan(0);
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
  const labels = [...legend.matchAll(/{{(\w+)}}/g)].map(([, label = '']) => label);
  for (const { metric } of courses) for (const label of labels) expect(metric[label], label).toBeTruthy();
}

/** With what Grafana puts in for its variables when everything is chosen. */
function readable(expr: string): string {
  return expr.replaceAll('$__rate_interval', '30s').replaceAll('$job', '.+').replaceAll('$instance', '.+');
}
