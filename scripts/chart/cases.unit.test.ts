import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { CASES } from './test/cases.ts';
import { CHART } from './test/helm.ts';

type Values = Readonly<Record<string, unknown>>;

const read = (name: string) => parse(readFileSync(join(CHART, name), 'utf8')) as Values;

test('every switch of values.yaml is turned in some case', () => {
  const defaults = new Map(leaves(read('values.yaml')));
  const switches = [...defaults].filter(([path, value]) => typeof value === 'boolean' || path.endsWith('.kind'));
  const turned = new Set([
    ...CASES.flatMap(({ args }) =>
      args.filter((arg) => arg.includes('=')).map((arg) => arg.slice(0, arg.indexOf('='))),
    ),
    ...['values-single.yaml', 'values-cluster.yaml'].flatMap((name) =>
      leaves(read(name)).flatMap(([path, value]) => (defaults.get(path) === value ? [] : [path])),
    ),
  ]);
  expect(switches.length).toBeGreaterThan(15);
  expect(switches.map(([path]) => path).filter((path) => !turned.has(path))).toEqual([]);
});

function leaves(values: Values, before = ''): [path: string, value: unknown][] {
  return Object.entries(values).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? leaves(value as Values, `${before}${key}.`)
      : [[`${before}${key}`, value] as [string, unknown]],
  );
}
