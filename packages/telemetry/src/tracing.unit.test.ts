import { spawnSync } from 'node:child_process';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, describe, expect, it } from 'vitest';
import { activeTraceContext, activeTraceId, type TraceContext } from './trace-context.ts';
import { startTracing } from './tracing.ts';
import { withSpan } from './with-span.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SAMPLED = `00-${TRACE_ID}-b7ad6b7169203331-01`;

const WITHOUT_COLLECTOR = "{ service: 'svc' }";
const WITH_COLLECTOR = "{ service: 'svc', otlp: { url: 'http://127.0.0.1:9', protocol: 'http/protobuf' } }";

/** Packages of OpenTelemetry, other than the API and what makes contexts, that a process loads to start tracing. */
function packagesLoaded(options: string): string[] {
  const script = `
    import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({ resolve: (name, context, next) => { const found = next(name, context); urls.push(found.url); return found; } });
    const { startTracing } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    const tracing = await startTracing(${options});
    await tracing.shutdown();
    console.log(urls.join('\\n'));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const names = [...stdout.matchAll(/@opentelemetry\/(sdk-[a-z]+|exporter-[a-z-]+|instrumentation)\//g)].map(
    ([, name = '']) => name,
  );
  expect(stdout).toContain('/@opentelemetry/api/');
  return [...new Set(names)].toSorted();
}

it('a process without a collector loads neither SDK nor exporter', () => {
  expect(packagesLoaded(WITHOUT_COLLECTOR)).toEqual([]);
  expect(packagesLoaded(WITH_COLLECTOR)).toContain('sdk-node');
}, 60_000);

describe('tracing without a collector', () => {
  beforeAll(async () => {
    await startTracing({ service: 'svc' });
  });

  it('makes a valid, unsampled context for work that begins here, the same everywhere inside it', async () => {
    const seen = await withSpan('outer', {}, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return {
        outer: activeTraceContext(),
        id: activeTraceId(),
        inner: await withSpan('inner', {}, async () => activeTraceContext()),
      };
    });
    expect(seen.outer.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(seen.outer).not.toHaveProperty('tracestate');
    expect(seen.id).toBe(seen.outer.traceparent?.slice(3, 35));
    expect(seen.inner.traceparent?.slice(3, 35)).toBe(seen.id);
    expect(seen.inner.traceparent).not.toBe(seen.outer.traceparent);
  });

  it('gives two pieces of work that run at the same time a trace each', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => withSpan('work', {}, async () => activeTraceId())));
    expect(new Set(ids).size).toBe(3);
  });

  it('says nothing outside a span', () => {
    expect(activeTraceContext()).toEqual({});
    expect(activeTraceId()).toBeUndefined();
  });

  it('carries on a received trace with its sampling decision and its state', async () => {
    const parent = { traceparent: SAMPLED, tracestate: 'vendor=value,other=1' };
    const context = await withSpan('work', { parent, kind: 'consumer' }, async () => activeTraceContext());
    expect(context.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
    expect(context.traceparent).not.toBe(SAMPLED);
    expect(context.tracestate).toBe('vendor=value,other=1');
  });

  it('carries on a stranger’s trace, and records nothing for its flag', async () => {
    const stranger = { traceparent: SAMPLED, tracestate: 'vendor=value' };
    const context = await withSpan('work', { stranger }, async () => activeTraceContext());
    expect(context.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
    expect(context.tracestate).toBe('vendor=value');
    const begun = await withSpan('work', { stranger: { traceparent: 'hello' } }, async () => activeTraceId());
    expect(begun).toMatch(/^[0-9a-f]{32}$/);
  });

  it('keeps to a well-formed header when a parent has flags that are not known here', async () => {
    const context = await withSpan('work', { parent: { traceparent: SAMPLED.replace(/01$/, 'ff') } }, async () =>
      activeTraceContext(),
    );
    expect(context.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['an empty text', { traceparent: '' }],
    ['no header at all', { traceparent: 'hello' }],
    ['an invalid version', { traceparent: SAMPLED.replace(/^00/, 'ff') }],
    ['an all-zero trace id', { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }],
    ['capitals', { traceparent: SAMPLED.toUpperCase() }],
    ['a number', { traceparent: 7 }],
    ['null', null],
    ['a state without a parent', { tracestate: 'a=b' }],
  ])('begins a trace of its own when the parent is %s', async (_what, parent) => {
    const context = await withSpan('work', { parent: parent as TraceContext }, async () => activeTraceContext());
    expect(context.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(context.traceparent).not.toContain(TRACE_ID);
  });

  it('drops a malformed state and keeps the parent', async () => {
    const context = await withSpan('work', { parent: { traceparent: SAMPLED, tracestate: '=;=;' } }, async () =>
      activeTraceContext(),
    );
    expect(context.traceparent).toContain(TRACE_ID);
    expect(context).not.toHaveProperty('tracestate');
  });

  it('throws on unchanged what the work throws', async () => {
    const failure = new Error('no');
    await expect(withSpan('work', {}, () => Promise.reject(failure))).rejects.toBe(failure);
    await expect(
      withSpan('work', { links: [{ traceparent: 'bad' }, { traceparent: SAMPLED }] }, () => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(activeTraceContext()).toEqual({});
  });

  it('serves code that uses the OpenTelemetry API itself', () => {
    const tracer = trace.getTracer('other');
    const span = tracer.startSpan('x', { kind: SpanKind.CLIENT });
    expect(span.isRecording()).toBe(false);
    const nested = tracer.startActiveSpan('y', {}, trace.setSpan(ROOT_CONTEXT, span), (inner) => inner.spanContext());
    expect(nested.traceId).toBe(span.spanContext().traceId);
    expect(tracer.startActiveSpan('z', (inner) => inner.spanContext().traceId)).not.toBe(nested.traceId);
  });
});
