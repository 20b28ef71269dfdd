import { type OpenMetricsContentType, Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { SeriesCounter } from './series-counter.ts';

let registry: Registry<OpenMetricsContentType>;

beforeEach(() => {
  registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
});

function make(labelNames: readonly string[] = ['method', 'route']): SeriesCounter {
  return new SeriesCounter({ name: 'asked_total', help: 'How often', labelNames, registry });
}

describe('SeriesCounter', () => {
  it('is written as any counter, each time it is asked for', async () => {
    const counter = make();
    counter.inc({ method: 'GET', route: '/a' });
    counter.inc({ route: '/a', method: 'GET' }, 2.5);
    counter.inc({ method: 'GET', route: '/b' });
    counter.inc({ method: 'POST', route: '/a' }, 0);
    for (let time = 0; time < 2; time += 1) {
      expect((await registry.metrics()).trimEnd().split('\n')).toEqual([
        '# HELP asked How often',
        '# TYPE asked counter',
        'asked_total{method="GET",route="/a"} 3.5',
        'asked_total{method="GET",route="/b"} 1',
        'asked_total{method="POST",route="/a"} 0',
        '# EOF',
      ]);
    }
  });

  it('has its registry’s own labels on each series, and keeps them out of its own', async () => {
    registry.setDefaultLabels({ service: 'web-server' });
    const counter = make();
    counter.inc({ method: 'GET', route: '/a' });
    expect(await registry.metrics()).toContain('asked_total{method="GET",route="/a",service="web-server"} 1');
    await registry.getMetricsAsJSON();
    expect((await counter.get()).values).toEqual([{ labels: { method: 'GET', route: '/a' }, value: 1 }]);
  });

  it('needs no labels', async () => {
    make([]).inc({});
    expect(await registry.metrics()).toContain('asked_total 1');
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('does not grow by %d, and is as it was', async (value) => {
    const counter = make([]);
    counter.inc({}, 2);
    expect(() => counter.inc({}, value)).toThrow(RangeError);
    expect((await counter.get()).values).toEqual([{ labels: {}, value: 2 }]);
  });

  it('is one to a name', () => {
    make();
    expect(() => make()).toThrow('asked_total');
  });
});
