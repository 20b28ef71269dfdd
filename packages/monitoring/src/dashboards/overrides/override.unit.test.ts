import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { expect, it } from 'vitest';
import { dashboardFromCode } from '../grafana-files.ts';
import { importDashboard } from './import-dashboard.ts';
import { applyOverride, type Json, overrideBetween } from './override.ts';

const code = dashboardFromCode('redis');
type Changeable = { -readonly [Name in string]: unknown } & { panels: Record<string, unknown>[] };
const changed = (change: (dashboard: Changeable) => void): Dashboard => {
  const copy = structuredClone(code) as unknown as Changeable;
  change(copy);
  return copy as unknown as Dashboard;
};
const panel = (dashboard: Changeable, title: string) => {
  const found = dashboard.panels.find((one) => one.title === title);
  if (found === undefined) throw new Error(title);
  return found as Record<string, unknown> & { targets: { expr: string }[] };
};

it('a dashboard that nobody changed has no override, and an empty one changes nothing', () => {
  expect(overrideBetween(code, structuredClone(code))).toEqual({});
  expect(applyOverride(code, {})).toEqual(code);
});

it.each<[string, (dashboard: Changeable) => void]>([
  [
    'another title and another query',
    (dashboard) => {
      panel(dashboard, 'Memory').title = 'Memory of Redis';
      const [target] = panel(dashboard, 'Commands').targets;
      if (target)
        target.expr =
          'sum(rate(redis_commands_processed_total{job=~"$job", instance=~"$instance"}[$__rate_interval])) * 60';
    },
  ],
  ['a panel removed', (dashboard) => void dashboard.panels.splice(3, 1)],
  [
    'a panel added in the middle',
    (dashboard) =>
      void dashboard.panels.splice(4, 0, { ...structuredClone(panel(dashboard, 'Memory')), id: 7, title: 'New' }),
  ],
  ['panels in another order', (dashboard) => void dashboard.panels.reverse()],
  [
    'no annotation, another refresh',
    (dashboard) => {
      dashboard.annotations = { list: [] };
      dashboard.refresh = '5m';
    },
  ],
])('what was changed comes back: %s', (_, change) => {
  const wanted = changed(change);
  const override = overrideBetween(code, wanted);
  expect(override).not.toEqual({});
  expect(applyOverride(code, JSON.parse(JSON.stringify(override)) as { [name: string]: Json })).toEqual(wanted);
});

it('an override stays with its panel when the code puts another one before it', () => {
  const override = overrideBetween(
    code,
    changed((dashboard) => void Object.assign(panel(dashboard, 'Memory'), { description: 'Mine.' })),
  );
  const later = changed((dashboard) => void dashboard.panels.unshift({ id: 9, title: 'First', type: 'stat' }));
  const result = applyOverride(later, override) as unknown as Changeable;
  expect(panel(result, 'Memory').description).toBe('Mine.');
  expect(panel(result, 'First').description).toBeUndefined();
});

it('an export of Grafana that changes nothing has no override: versions and numbers of the installation are left out', () => {
  const exported = {
    ...structuredClone(code),
    id: 12,
    version: 4,
    __inputs: [{ name: 'DS_PROMETHEUS' }],
    __requires: [],
    panels: code.panels?.map((one) => (one.type === 'row' ? one : { ...one, pluginVersion: '12.1.0' })),
  };
  expect(importDashboard(JSON.stringify(exported))).toEqual({ slug: 'redis', override: {} });
  expect(importDashboard(JSON.stringify({ dashboard: exported, meta: {} }))).toEqual({ slug: 'redis', override: {} });
});

it('a panel that Grafana saved with the source itself asks the one chosen at the top again', () => {
  const exported = JSON.stringify(code).replaceAll('"uid":"$datasource"', '"uid":"prometheus"');
  expect(importDashboard(exported).override).toEqual({});
});

it.each([
  ['{', /no JSON/],
  ['[]', /no dashboard/],
  [JSON.stringify({ ...code, uid: 'other' }), /uid is "other"/],
  [
    JSON.stringify(
      changed((dashboard) => void Object.assign(panel(dashboard, 'Memory'), { targets: [{ expr: 'sum(' }] })),
    ),
    /Memory.*cannot be read/,
  ],
])('what is no dashboard of ours is refused with what is wrong with it', (text, says) => {
  expect(() => importDashboard(text)).toThrow(says);
});
