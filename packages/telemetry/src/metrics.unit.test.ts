import { context, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
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
    expect(await metrics.registry.metrics()).not.toMatch(/^sent_total\{/m);
    sent.inc({ rule: 'made at run time', outcome: 'ok' }, 2);
    expect(await metrics.registry.metrics()).toContain(
      'sent_total{rule="made at run time",outcome="ok",service="svc"} 2',
    );
  });

  it('leaves the zeros to its owner where not all combinations can be', async () => {
    const metrics = createMetrics('svc');
    const labels = { stream: ['a', 'b'], consumer: ['of a', 'of b'] } as const;
    metrics.gauge(gauge({ name: 'pending', help: 'h', unit: 'count', by: [], labels, hasGaps: true }));
    expect(await metrics.registry.metrics()).not.toMatch(/^pending\{/m);
  });

  it('gives the existing metric when asked again, and refuses the name to another kind or other labels', async () => {
    const metrics = createMetrics('svc');
    const definition = counter({ name: 'twice_total', help: 'h', by: [], labels: { outcome: ['ok'] } });
    metrics.counter(definition).inc({ outcome: 'ok' });
    metrics.counter(definition).inc({ outcome: 'ok' });
    expect(await metrics.registry.metrics()).toContain('twice_total{outcome="ok",service="svc"} 2');
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
    expect(metrics.registry.contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
  });

  it('asks every collector of a gauge at each scrape', async () => {
    const metrics = createMetrics('svc');
    const pools = gauge({ name: 'open', help: 'h', unit: 'count', by: [], labels: { pool: [] } });
    for (const pool of ['one', 'two']) metrics.gauge(pools, (gauge) => gauge.set({ pool }, 1));
    const text = await metrics.registry.metrics();
    expect(text.match(/^open\{/gm)).toHaveLength(2);
  });

  it('names the trace of a duration, if it is recorded', async () => {
    const metrics = createMetrics('svc');
    const ran = histogram({ name: 'ran_seconds', help: 'h', unit: 'seconds', by: [], buckets: [1, 2, 3] });
    const size = histogram({ name: 'group_size', help: 'h', unit: 'count', by: [], buckets: [1] });
    const observe = (flags: number, traceId: string, seconds: number) => {
      const span = trace.wrapSpanContext({ traceId, spanId: 'b'.repeat(16), traceFlags: flags });
      context.with(trace.setSpan(context.active(), span), () => {
        metrics.histogram(ran).observe(seconds);
        metrics.histogram(size).observe(1);
      });
    };
    const manager = new AsyncLocalStorageContextManager();
    context.setGlobalContextManager(manager.enable());
    try {
      observe(TraceFlags.SAMPLED, 'a'.repeat(32), 0.5);
      observe(TraceFlags.NONE, 'c'.repeat(32), 1.5);
    } finally {
      context.disable();
    }
    metrics.histogram(ran).observe(2.5, 'd'.repeat(32));
    const exemplars = (await metrics.registry.metrics()).match(/^.+ # \{.+$/gm) ?? [];
    expect(exemplars.map((line) => line.replace(/.*le="(\w+)".*trace_id="(\w)\w+".*/, '$1 $2'))).toEqual([
      '1 a',
      '3 d',
    ]);
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
