import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('createMetrics', () => {
  it('shows every combination of closed labels as 0 before anything happened', async () => {
    const metrics = createMetrics('svc');
    const labels = { subject: ['primecheck', 'emailsend'], outcome: ['done', 'retry'] } as const;
    metrics.counter({ name: 'handled_total', help: 'h', labels });
    metrics.gauge({ name: 'held', help: 'h', labels: { subject: ['primecheck'] } });
    metrics.histogram({ name: 'took_seconds', help: 'h', labels: { subject: ['primecheck'] }, buckets: [1] });
    metrics.counter({ name: 'plain_total', help: 'h' });
    const text = await metrics.registry.metrics();
    expect(text).toContain('handled_total{subject="primecheck",outcome="done",service="svc"} 0');
    expect(text.match(/^handled_total\{/gm)).toHaveLength(4);
    expect(text).toContain('held{subject="primecheck",service="svc"} 0');
    expect(text).toContain('took_seconds_bucket{le="1",service="svc",subject="primecheck"} 0');
    expect(text).toContain('took_seconds_count{service="svc",subject="primecheck"} 0');
    expect(text).toContain('plain_total{service="svc"} 0');
  });

  it('initialises nothing where a label is open, and takes any value there', async () => {
    const metrics = createMetrics('svc');
    const counter = metrics.counter({ name: 'sent_total', help: 'h', labels: { rule: [], outcome: ['ok', 'failed'] } });
    expect(await metrics.registry.getSingleMetricAsString('sent_total')).not.toMatch(/^sent_total\{/m);
    counter.inc({ rule: 'made at run time', outcome: 'ok' }, 2);
    expect(await metrics.registry.getSingleMetricAsString('sent_total')).toContain(
      'sent_total{rule="made at run time",outcome="ok",service="svc"} 2',
    );
  });

  it('gives the existing metric when asked again, and refuses the name to another kind or other labels', async () => {
    const metrics = createMetrics('svc');
    const definition = { name: 'twice_total', help: 'h', labels: { outcome: ['ok'] } } as const;
    metrics.counter(definition).inc({ outcome: 'ok' });
    metrics.counter(definition).inc({ outcome: 'ok' });
    expect(await metrics.registry.getSingleMetricAsString('twice_total')).toContain('} 2');
    expect(() => metrics.gauge(definition)).toThrow(TypeError);
    expect(() => metrics.counter({ ...definition, labels: { other: ['ok'] } })).toThrow(TypeError);
  });

  it('looks a gauge up at each scrape', async () => {
    const metrics = createMetrics('svc');
    let depth = 0;
    metrics.gauge({ name: 'queue_depth', help: 'h', collect: (gauge) => gauge.set(++depth) });
    expect(await metrics.registry.metrics()).toContain('queue_depth{service="svc"} 1');
    expect(await metrics.registry.metrics()).toContain('queue_depth{service="svc"} 2');
  });

  it('times in seconds', async () => {
    const metrics = createMetrics('svc');
    const histogram = metrics.histogram({ name: 'ran_seconds', help: 'h', labels: { outcome: ['ok'] } });
    const seconds = histogram.startTimer()({ outcome: 'ok' });
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(5);
    expect(await metrics.registry.metrics()).toContain('ran_seconds_count{service="svc",outcome="ok"} 1');
  });

  it('has the process metrics of Node, in the text format, apart from other registries', async () => {
    const metrics = createMetrics('svc');
    createMetrics('other').counter({ name: 'elsewhere_total', help: 'h' });
    const text = await metrics.registry.metrics();
    expect(text).toContain('process_cpu_seconds_total{service="svc"}');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).not.toContain('elsewhere_total');
    expect(metrics.registry.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('lets the compiler refuse a label value that was not declared', () => {
    const counter = createMetrics('svc').counter({ name: 'typed_total', help: 'h', labels: { outcome: ['ok'] } });
    // @ts-expect-error `bad` is not one of the values
    counter.inc({ outcome: 'bad' });
    // @ts-expect-error labels come first
    counter.inc(1, 2);
  });
});
