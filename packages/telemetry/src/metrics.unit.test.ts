import { describe, expect, it } from 'vitest';
import { counter, gauge, histogram } from './catalogue/define-metric.ts';
import { createMetrics } from './metrics.ts';

describe('createMetrics', () => {
  it('shows every combination of closed labels as 0 before anything happened', async () => {
    const metrics = createMetrics('svc');
    const labels = { subject: ['primecheck', 'emailsend'], outcome: ['done', 'retry'] } as const;
    metrics.counter(counter({ name: 'handled_total', help: 'h', labels, by: [] }));
    metrics.gauge(gauge({ name: 'held', help: 'h', labels: { subject: ['primecheck'] }, unit: 'count', by: [] }));
    metrics.histogram(
      histogram({
        name: 'took_seconds',
        help: 'h',
        unit: 'seconds',
        by: [],
        labels: { subject: ['primecheck'] },
        buckets: [1],
      }),
    );
    metrics.counter(counter({ name: 'plain_total', help: 'h', by: [] }));
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
    const sent = metrics.counter(
      counter({ name: 'sent_total', help: 'h', labels: { rule: [], outcome: ['ok', 'failed'] }, by: [] }),
    );
    expect(await metrics.registry.getSingleMetricAsString('sent_total')).not.toMatch(/^sent_total\{/m);
    sent.inc({ rule: 'made at run time', outcome: 'ok' }, 2);
    expect(await metrics.registry.getSingleMetricAsString('sent_total')).toContain(
      'sent_total{rule="made at run time",outcome="ok",service="svc"} 2',
    );
  });

  it('gives the existing metric when asked again, and refuses the name to another kind or other labels', async () => {
    const metrics = createMetrics('svc');
    const definition = counter({ name: 'twice_total', help: 'h', by: [], labels: { outcome: ['ok'] } });
    metrics.counter(definition).inc({ outcome: 'ok' });
    metrics.counter(definition).inc({ outcome: 'ok' });
    expect(await metrics.registry.getSingleMetricAsString('twice_total')).toContain('} 2');
    expect(() => metrics.gauge({ ...definition, kind: 'gauge' })).toThrow(TypeError);
    expect(() => metrics.counter({ ...definition, labels: { other: ['ok'] } })).toThrow(TypeError);
  });

  it('looks a gauge up at each scrape', async () => {
    const metrics = createMetrics('svc');
    let depth = 0;
    metrics.gauge(gauge({ name: 'queue_depth', help: 'h', unit: 'count', by: [] }), (gauge) => gauge.set(++depth));
    expect(await metrics.registry.metrics()).toContain('queue_depth{service="svc"} 1');
    expect(await metrics.registry.metrics()).toContain('queue_depth{service="svc"} 2');
  });

  it('times in seconds', async () => {
    const metrics = createMetrics('svc');
    const ran = metrics.histogram(
      histogram({ name: 'ran_seconds', help: 'h', unit: 'seconds', by: [], labels: { outcome: ['ok'] }, buckets: [1] }),
    );
    const seconds = ran.startTimer()({ outcome: 'ok' });
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(5);
    expect(await metrics.registry.metrics()).toContain('ran_seconds_count{service="svc",outcome="ok"} 1');
  });

  it('has the process metrics of Node, in the text format, apart from other registries', async () => {
    const metrics = createMetrics('svc');
    createMetrics('other').counter(counter({ name: 'elsewhere_total', help: 'h', by: [] }));
    const text = await metrics.registry.metrics();
    expect(text).toContain('process_cpu_seconds_total{service="svc"}');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).not.toContain('elsewhere_total');
    expect(metrics.registry.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('lets the compiler refuse a label value that was not declared', () => {
    const typed = createMetrics('svc').counter(
      counter({ name: 'typed_total', help: 'h', labels: { outcome: ['ok'] }, by: [] }),
    );
    // @ts-expect-error `bad` is not one of the values
    typed.inc({ outcome: 'bad' });
    // @ts-expect-error labels come first
    typed.inc(1, 2);
  });
});
