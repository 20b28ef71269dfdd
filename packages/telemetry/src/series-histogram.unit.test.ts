import { type OpenMetricsContentType, Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { SeriesHistogram } from './series-histogram.ts';

let registry: Registry<OpenMetricsContentType>;

beforeEach(() => {
  registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
});

function make(labelNames: readonly string[] = ['method', 'route']): SeriesHistogram {
  return new SeriesHistogram({ name: 'took_seconds', help: 'How long', labelNames, buckets: [0.1, 1], registry });
}

async function lines(): Promise<string[]> {
  return (await registry.metrics()).trimEnd().split('\n');
}

describe('SeriesHistogram', () => {
  it('is written as any histogram: buckets that hold those below them, sum and count', async () => {
    const histogram = make();
    for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe({ method: 'GET', route: '/a' }, value);
    expect(await lines()).toEqual([
      '# HELP took_seconds How long',
      '# TYPE took_seconds histogram',
      'took_seconds_bucket{le="0.1",method="GET",route="/a"} 2',
      'took_seconds_bucket{le="1",method="GET",route="/a"} 3',
      'took_seconds_bucket{le="+Inf",method="GET",route="/a"} 4',
      'took_seconds_sum{method="GET",route="/a"} 7.65',
      'took_seconds_count{method="GET",route="/a"} 4',
      '# EOF',
    ]);
  });

  it('keeps series apart by every label, in whichever order the labels come', async () => {
    const histogram = make();
    histogram.observe({ method: 'GET', route: '/a' }, 1);
    histogram.observe({ route: '/a', method: 'GET' }, 1);
    histogram.observe({ method: 'GET', route: '/b' }, 1);
    histogram.observe({ method: 'POST', route: '/a' }, 1);
    expect((await lines()).filter((line) => line.startsWith('took_seconds_count'))).toEqual([
      'took_seconds_count{method="GET",route="/a"} 2',
      'took_seconds_count{method="GET",route="/b"} 1',
      'took_seconds_count{method="POST",route="/a"} 1',
    ]);
  });

  it('needs no labels', async () => {
    const histogram = make([]);
    histogram.zero({});
    expect(await lines()).toContain('took_seconds_count 0');
    histogram.observe({}, 0.5);
    expect(await lines()).toContain('took_seconds_count 1');
  });

  it('makes a series with nothing in it, and leaves one that has something', async () => {
    const histogram = make();
    histogram.zero({ method: 'GET', route: '/a' });
    expect(await lines()).toContain('took_seconds_bucket{le="+Inf",method="GET",route="/a"} 0');
    histogram.observe({ method: 'GET', route: '/a' }, 1);
    histogram.zero({ method: 'GET', route: '/a' });
    expect(await lines()).toContain('took_seconds_count{method="GET",route="/a"} 1');
  });

  it('shows the last trace of each bucket', async () => {
    const histogram = make();
    const labels = { method: 'GET', route: '/a' };
    histogram.observe(labels, 0.05, 'a'.repeat(32));
    histogram.observe(labels, 0.06, 'b'.repeat(32));
    histogram.observe(labels, 0.07);
    histogram.observe(labels, 5, 'c'.repeat(32));
    const exemplars = (await lines()).filter((line) => line.includes(' # '));
    expect(exemplars.map((line) => line.replace(/ \d+\.\d+$/, ' <time>'))).toEqual([
      `took_seconds_bucket{le="0.1",method="GET",route="/a"} 3 # {trace_id="${'b'.repeat(32)}"} 0.06 <time>`,
      `took_seconds_bucket{le="+Inf",method="GET",route="/a"} 4 # {trace_id="${'c'.repeat(32)}"} 5 <time>`,
    ]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s, which would spoil its sum for ever', (value) => {
    expect(() => make().observe({ method: 'GET', route: '/a' }, value)).toThrow(/took_seconds cannot observe/);
  });

  it('is one of its registry: its values can be read, its name cannot be taken again', async () => {
    make().observe({ method: 'GET', route: '/a' }, 0.5);
    const [metric] = await registry.getMetricsAsJSON();
    expect(metric?.values.at(-1)).toMatchObject({ labels: { method: 'GET', route: '/a' }, value: 1 });
    expect(() => make()).toThrow(/already been registered/);
  });
});
