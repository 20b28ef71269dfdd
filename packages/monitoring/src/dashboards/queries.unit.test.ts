import { allMetrics, createMetrics, EXPORTERS } from '@ballast/telemetry';
import { describe, expect, it } from 'vitest';
import { objectiveRecordings } from '../alerts/burn-rates.ts';
import { allAlerts } from '../alerts/rule-files.ts';
import { REAL_PACE } from '../pace.ts';
import { NODE } from '../prometheus/node-metrics.ts';
import { ALERTS, UP } from '../prometheus/own-metrics.ts';
import { readQuery } from '../promql/read-query.ts';
import { UNREAD_METRICS } from '../unread-metrics.ts';
import { dashboardQueries } from './dashboard-queries.ts';

const recordings = objectiveRecordings(REAL_PACE);
const queries = dashboardQueries();
const rules = [...allAlerts().map(({ expr }) => expr.promql), ...recordings.map(({ expr }) => expr.promql)];

/** Every series that can exist, by its name: the labels that it bears, and the values that they can take. */
const known = new Map<string, ReadonlyMap<string, readonly string[]>>();
for (const { name, labels, kind } of [...allMetrics(), ...Object.values(NODE), UP, ALERTS]) {
  const ofTarget = ['job', 'instance', 'service'].map((label) => [label, []] as const);
  const all = new Map<string, readonly string[]>([...ofTarget, ...Object.entries(labels)]);
  if (kind !== 'histogram') known.set(name, all);
  else for (const suffix of ['_bucket', '_sum', '_count']) known.set(name + suffix, new Map([...all, ['le', []]]));
}
for (const { record, labels } of recordings) {
  known.set(record, new Map(Object.keys(labels).map((label) => [label, []])));
}

describe.each(queries)('$slug, $panel $refId', ({ expr }) => {
  it('asks for what is exported, by labels that it bears and values that they can take', () => {
    const { selectors, groupedBy } = readQuery(expr);
    const bearable = new Set<string>();
    for (const { metric, matchers } of selectors) {
      const labels = known.get(metric);
      if (labels === undefined) throw new Error(`${metric} is exported by nobody: ${expr}`);
      for (const label of labels.keys()) bearable.add(label);
      for (const { label, operator, value } of matchers) {
        expect([...labels.keys()], `${metric}{${label}}`).toContain(label);
        const values = labels.get(label) ?? [];
        if (values.length === 0 || value.startsWith('$')) continue;
        const matched = values.filter((one) =>
          operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(one) : one === value,
        );
        expect(matched, `${metric}{${label}${operator}"${value}"}`).not.toEqual([]);
      }
    }
    for (const label of groupedBy) expect(bearable, `by ${label}: ${expr}`).toContain(label);
  });
});

describe('two ways', () => {
  const read = new Set(
    [...queries.map(({ expr }) => expr), ...rules].flatMap((expr) =>
      readQuery(expr).selectors.map(({ metric }) => metric),
    ),
  );
  const isRead = (name: string) => ['', '_bucket', '_sum', '_count'].some((suffix) => read.has(name + suffix));
  const exportedByNode = createMetrics('test')
    .registry.getMetricsAsArray()
    .map(({ name }) => name);
  const exported = [...new Set([...allMetrics().map(({ name }) => name), ...exportedByNode])];

  it.each(exported)('%s is on a dashboard or in an alert, or a reason says why not', (name) => {
    expect(isRead(name) || name in UNREAD_METRICS, `${name} is read by nobody`).toBe(true);
  });

  it('no reason is given for what is read, or for what nobody exports', () => {
    for (const name of Object.keys(UNREAD_METRICS)) {
      expect(isRead(name), name).toBe(false);
      expect(exported).toContain(name);
    }
    expect(EXPORTERS.length).toBeGreaterThan(0);
  });
});
