import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';
import { readQuery } from '../promql/read-query.ts';
import { panelsOf, targetsOf } from './dashboard-queries.ts';
import { generateDashboards } from './grafana-files.ts';

// The rules of Grafana's dashboard-linter (github.com/grafana/dashboard-linter, docs/index.md), each by its name there,
// and what we ask besides.

/** Types that Grafana has removed, or shows with a note to change them. */
const DEPRECATED = [
  'graph',
  'graph-old',
  'singlestat',
  'grafana-singlestat-panel',
  'table-old',
  'heatmap-old',
  'worldmap',
];
/** Made by Prometheus of other series: they bear neither job nor instance. */
const WITHOUT_TARGET = (metric: string) => metric.includes(':') || metric === 'ALERTS';

describe.each(generateDashboards())('$slug', ({ slug, dashboard }) => {
  const panels = panelsOf(dashboard);
  const targets = panels.flatMap((panel) => targetsOf(panel).map((target) => ({ panel: panel.title, ...target })));

  it('has panels, in rows, and the address that alerts link to', () => {
    expect(dashboard.uid).toBe(`ballast-${slug}`);
    expect(panels.length).toBeGreaterThanOrEqual(8);
    expect(dashboard.panels?.[0]).toMatchObject({ type: 'row', panels: [] });
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard.title).toBeTruthy();
    expect(dashboard.description).toBeTruthy();
  });

  it('template-datasource-rule, panel-datasource-rule: every query asks the source chosen at the top', () => {
    const [source] = variablesOf(dashboard);
    expect(source).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    const used = { type: 'prometheus', uid: '$datasource' };
    for (const panel of panels) expect(panel.datasource, panel.title).toEqual(used);
    for (const target of targets) expect(target.datasource, target.panel).toEqual(used);
    for (const annotation of dashboard.annotations?.list ?? []) expect(annotation.datasource).toEqual(used);
  });

  it('template-job-rule, template-instance-rule: both can be chosen, several or all at once', () => {
    const [, job, instance] = variablesOf(dashboard);
    const both = { type: 'query', multi: true, includeAll: true, allValue: '.+', datasource: { uid: '$datasource' } };
    expect(job).toMatchObject({ ...both, name: 'job', query: { query: 'label_values(up, job)' } });
    expect(instance).toMatchObject({
      ...both,
      name: 'instance',
      query: { query: 'label_values(up{job=~"$job"}, instance)' },
    });
  });

  it('template-on-time-change-reload-rule: what can be chosen is looked up anew', () => {
    for (const variable of variablesOf(dashboard)) if (variable.type === 'query') expect(variable.refresh).toBe(2);
  });

  it('panel-title-description-rule, panel-units-rule: each panel says what it shows, and in what', () => {
    for (const { title, description, fieldConfig } of panels) {
      expect(title).toBeTruthy();
      expect(description, title).toMatch(/^\p{Lu}.{20,}\.$/u);
      expect(fieldConfig?.defaults.unit, title).toBeTruthy();
    }
  });

  it('panel ids and titles are unique, and so are the letters of a panel’s queries', () => {
    const all = (dashboard.panels ?? []).map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const panel of panels) {
      const letters = targetsOf(panel).map(({ refId }) => refId);
      expect(new Set(letters).size, panel.title).toBe(letters.length);
      for (const letter of letters) expect(letter).toMatch(/^[A-Z]$/);
    }
  });

  it('no panel is of a type that Grafana has removed', () => {
    for (const { type } of panels) expect(DEPRECATED).not.toContain(type);
  });

  it('panels lie within the grid and on no other one', () => {
    const taken = new Set<string>();
    for (const { gridPos, title } of dashboard.panels ?? []) {
      const { x, y, w, h } = gridPos ?? { x: 0, y: 0, w: 0, h: 0 };
      expect(w * h, title).toBeGreaterThan(0);
      expect(x + w, title).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column += 1) {
        for (let line = y; line < y + h; line += 1) {
          expect(taken.has(`${column},${line}`), `${title} at ${column},${line}`).toBe(false);
          taken.add(`${column},${line}`);
        }
      }
    }
  });

  it('each line has a legend, made of labels that its query keeps', () => {
    for (const { panel, expr, legendFormat } of targets) {
      expect(legendFormat, panel).toBeTruthy();
      const { groupedBy, selectors } = readQuery(expr);
      const kept = new Set([...groupedBy, ...(/\bby \(/.test(expr) ? [] : ['slo', 'job', 'instance'])]);
      for (const [, label = ''] of legendFormat.matchAll(/{{(\w+)}}/g))
        expect(kept, `${panel}: ${label}`).toContain(label);
      expect(selectors.length, panel).toBeGreaterThan(0);
    }
    for (const panel of panels) {
      if (panel.type === 'timeseries') expect(panel.options?.legend, panel.title).toMatchObject({ showLegend: true });
    }
  });

  it('target-rate-interval-rule: a rate is over the interval that Grafana works out', () => {
    for (const { panel, expr } of targets) {
      for (const range of readQuery(expr).ranges) expect(range, panel).toBe('$__rate_interval');
    }
  });

  it('target-job-rule, target-instance-rule: each selector asks for what was chosen', () => {
    for (const { panel, expr } of targets) {
      for (const { metric, matchers } of readQuery(expr).selectors) {
        if (WITHOUT_TARGET(metric)) continue;
        for (const label of ['job', 'instance']) {
          expect(matchers, `${panel}: ${metric}`).toContainEqual({ label, operator: '=~', value: `$${label}` });
        }
      }
    }
  });

  it('target-counter-agg-rule, target-rate-interval: a counter is never read as it stands', () => {
    for (const { panel, expr } of targets) {
      const counters = readQuery(expr).selectors.filter(({ metric }) => /_(total|bucket|count|sum)$/.test(metric));
      const rates = expr.match(/\b(rate|increase)\(/g)?.length ?? 0;
      const exempt = counters.filter(
        ({ metric }) =>
          metric === 'dlq_message_count' || /_pending_count$/.test(metric) || /_waiting_count$/.test(metric),
      );
      expect(rates, panel).toBeGreaterThanOrEqual(counters.length - exempt.length);
    }
  });

  it('shows when workers were started and which alerts fired', () => {
    const annotations = dashboard.annotations?.list ?? [];
    expect(annotations.map(({ name }) => name)).toEqual(['Workers started', 'Alerts']);
    for (const annotation of annotations) {
      const { expr } = annotation as unknown as { expr: string };
      expect(readQuery(expr).selectors).toHaveLength(1);
    }
  });
});

function variablesOf(dashboard: Dashboard) {
  return dashboard.templating?.list ?? [];
}
