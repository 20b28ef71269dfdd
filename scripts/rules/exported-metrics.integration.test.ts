import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPrometheus } from '@ballast/native-stack';
import { allMetrics, EXPORTERS, type Exporter, type MetricDefinition } from '@ballast/telemetry';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  type Exposition,
  readMetrics,
  type Series,
  startApp,
  type TestDatabase,
  until,
} from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SERVICE_LABEL = 'service';
const MAX_SERIES = 2_000;
/** Of Node itself, as the client library makes them for everybody. */
const OF_NODE = /^(process|nodejs)_/;

let database: TestDatabase;
const apps = new Map<Exporter, AppProcess>();

beforeAll(async () => {
  database = await createTestDatabase();
  const namespace = createNamespace();
  for (const name of EXPORTERS) {
    const environment = appEnvironment({ database: await database.account(name), namespace, smtpPort: 9 });
    // The relay makes the streams that the others wait for.
    apps.set(name, await startApp(name, { ...environment, RATE_LIMIT_ENABLED: 'true' }));
  }
  await Promise.all([...apps.values()].map((app) => app.ready()));
});

afterAll(async () => {
  await Promise.all([...apps.values()].map((app) => app.stop()));
  await database?.drop();
});

const ofProcess = (name: Exporter) => allMetrics().filter(({ by }) => by.includes(name));
const read = (name: Exporter) => readMetrics(apps.get(name)?.url ?? '');

describe.each(EXPORTERS)('%s', (name) => {
  test('exports what the catalogue says that it does, and nothing else', async () => {
    const { types } = await read(name);
    const exported = [...types].filter(([metric]) => !OF_NODE.test(metric));
    expect(new Map(exported)).toEqual(new Map(ofProcess(name).map(({ name: metric, kind }) => [metric, kind])));
  });

  test('shows every combination of known labels from its start', async () => {
    const missing = await until(async () => {
      const { series } = await read(name);
      const without = ofProcess(name).filter((metric) => !isWhole(metric, series));
      return without.length === 0 && without;
    });
    expect(missing).toEqual([]);
  });

  test('uses no label and no value that the catalogue does not have', async () => {
    const { series } = await read(name);
    expect(series.flatMap((one) => faultOf(one, name) ?? [])).toEqual([]);
  });

  test(`has fewer than ${MAX_SERIES} series`, async () => {
    const { series } = await read(name);
    console.log(`${name}: ${series.length} series`);
    expect(series.length).toBeLessThan(MAX_SERIES);
  });
});

test('a real Prometheus takes all of it', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ballast-scrape-'));
  const targets = [...apps.values()].map(({ port }) => `127.0.0.1:${port}`);
  const scrape = [{ job_name: 'ballast', scrape_interval: '1s', static_configs: [{ targets }] }];
  const configPath = join(dir, 'prometheus.json');
  await writeFile(configPath, JSON.stringify({ scrape_configs: scrape }));
  const prometheus = await startPrometheus({ dir, configPath });
  try {
    const query = async (text: string) => {
      const url = `http://127.0.0.1:${prometheus.port}/api/v1/query?query=${encodeURIComponent(text)}`;
      const { data } = (await (await fetch(url)).json()) as { data: { result: { value: [number, string] }[] } };
      return data.result.map(({ value }) => Number(value[1]));
    };
    // Not at once: on a busy machine one or the other scrape takes too long.
    await until(
      async () => (await query('max_over_time(up[1h])')).filter((up) => up === 1).length === EXPORTERS.length,
      {
        what: 'all processes are up',
      },
    );
    expect(Math.max(...(await query('max_over_time(scrape_samples_scraped[1h])')))).toBeLessThan(MAX_SERIES);
    expect(await query('count(http_requests_total)')).not.toEqual([]);
  } finally {
    await prometheus.stop();
    await rm(dir, { recursive: true, force: true });
  }
});

test('a thousand addresses that nobody has add no series', async () => {
  const { url } = apps.get('web-server') as AppProcess;
  // One of them first: what is no route has a series for each status.
  await fetch(`${url}/made-up`);
  const before = await settled('web-server');
  for (let nth = 0; nth < 1_000; nth += 50) {
    const paths = Array.from({ length: 50 }, (_, i) => `/${Math.random().toString(36).slice(2)}/${nth + i}?q=${i}`);
    const answers = await Promise.all(paths.map((path) => fetch(`${url}${path}`, { method: methodOf(path) })));
    expect(answers.every(({ status }) => status === 404 || status === 429)).toBe(true);
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  }
  const after = await settled('web-server');
  expect(after).toEqual(before);
});

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;
const methodOf = (path: string) => METHODS[path.length % METHODS.length] ?? 'GET';

/** The names and labels of all series of ours (Node's come with what its heap does), once two scrapes in a row agree on them. */
async function settled(name: Exporter): Promise<string[]> {
  let last = '';
  return await until(async () => {
    const ours = (await read(name)).series.filter((one) => !OF_NODE.test(one.name));
    const keys = ours.map(({ name, labels }) => `${name}${JSON.stringify(labels)}`).sort();
    const isSame = keys.join() === last;
    last = keys.join();
    return isSame && keys;
  });
}

function isWhole(metric: MetricDefinition, series: Exposition['series']): boolean {
  const own = series.filter((one) => metricOf(one, [metric]) !== undefined);
  if (metric.hasGaps) return own.length > 0;
  const values = Object.entries(metric.labels).map(([label, closed]) => [label, closed] as const);
  return values.every(([label, closed]) =>
    closed.length === 0 ? own.length > 0 : closed.every((value) => own.some(({ labels }) => labels[label] === value)),
  );
}

function faultOf(one: Series, process: Exporter): string | undefined {
  if (OF_NODE.test(one.name)) return undefined;
  const metric = metricOf(one, ofProcess(process));
  if (metric === undefined) return `${one.name} is not in the catalogue`;
  const { [SERVICE_LABEL]: service, le: _, ...labels } = one.labels;
  if (service !== process) return `${one.name} says that it is of ${service}`;
  if (Object.keys(labels).sort().join() !== Object.keys(metric.labels).sort().join())
    return `${one.name} has the labels ${Object.keys(labels)}`;
  const [stranger] = Object.entries(labels).filter(([label, value]) => {
    const closed = metric.labels[label]?.length === 0 ? metric.known?.[label] : metric.labels[label];
    return closed !== undefined && !closed.includes(value);
  });
  return stranger && `${one.name} has ${stranger.join('=')}`;
}

function metricOf({ name }: Series, metrics: readonly MetricDefinition[]): MetricDefinition | undefined {
  const histogram = name.replace(/_(bucket|sum|count)$/, '');
  return metrics.find((metric) => (metric.kind === 'histogram' ? metric.name === histogram : metric.name === name));
}
