import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { defaultResource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { beforeEach, describe, expect, it } from 'vitest';
import { RecordedSpan } from './recorded-span.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const here = { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED };
const there = { ...here, spanId: '00f067aa0ba902b7' };

let ended: ReadableSpan[];
beforeEach(() => {
  ended = [];
});

function startSpan(options: ConstructorParameters<typeof RecordedSpan>[2] = {}, parent?: typeof here): RecordedSpan {
  const recorder = {
    resource: defaultResource(),
    instrumentationScope: { name: 'test' },
    onEnd: (span: ReadableSpan) => ended.push(span),
  };
  return new RecordedSpan(recorder, 'work', options, here, parent);
}

describe('a recorded span', () => {
  it('is handed on once, when it ends, with all that it was told', () => {
    const attributes = { given: 1 };
    const span = startSpan({ kind: SpanKind.CLIENT, attributes, links: [{ context: there }] }, there);
    span.setAttribute('set', 'a').setAttributes({ more: true }).updateName('renamed');
    span.addLink({ context: here }).addLinks([{ context: there }]);
    expect(ended).toEqual([]);
    span.end();
    span.end();
    expect(ended).toHaveLength(1);
    expect(ended[0]).toMatchObject({
      name: 'renamed',
      kind: SpanKind.CLIENT,
      parentSpanContext: there,
      attributes: { given: 1, set: 'a', more: true },
      links: [{ context: there }, { context: here }, { context: there }],
      status: { code: SpanStatusCode.UNSET },
      instrumentationScope: { name: 'test' },
      ended: true,
    });
    expect(ended[0]?.spanContext()).toBe(here);
    expect(attributes).toEqual({ given: 1 });
  });

  it('without a parent has none, and is internal unless something else is said', () => {
    startSpan().end();
    expect(ended[0]?.kind).toBe(SpanKind.INTERNAL);
    expect(ended[0]?.parentSpanContext).toBeUndefined();
  });

  it('passes over what it is told after its end', () => {
    const span = startSpan({ attributes: { kept: 1 } });
    span.end();
    expect(span.isRecording()).toBe(false);
    span.setAttribute('kept', 2).setAttributes({ late: 1 }).updateName('late').addLink({ context: there });
    span
      .addLinks([{ context: there }])
      .addEvent('late')
      .setStatus({ code: SpanStatusCode.ERROR });
    span.recordException(new Error('late'));
    expect(ended[0]).toMatchObject({ name: 'work', attributes: { kept: 1 }, links: [], events: [] });
    expect(ended[0]?.attributes).not.toHaveProperty('late');
    expect(ended[0]?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('begins now and lasts as long as it did', async () => {
    const before = Date.now();
    const span = startSpan();
    const startedAt = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const ranMs = performance.now() - startedAt;
    span.end();
    const [read] = ended as [ReadableSpan];
    const [startMs, endMs, tookMs] = [read.startTime, read.endTime, read.duration].map(hrTimeToMilliseconds) as [
      number,
      number,
      number,
    ];
    expect(startMs).toBeGreaterThanOrEqual(before);
    expect(startMs).toBeLessThanOrEqual(Date.now());
    expect(tookMs).toBeGreaterThanOrEqual(ranMs - 0.01);
    expect(endMs - startMs).toBeCloseTo(tookMs, 1);
  });

  it('takes times as milliseconds, dates and seconds with nanoseconds', () => {
    const atMs = 1_700_000_000_123.5;
    startSpan({ startTime: atMs }).end(atMs + 250.25);
    startSpan({ startTime: new Date(1_700_000_000_123) }).end([1_700_000_001, 500_000_000]);
    expect(ended.map(({ startTime, endTime }) => [startTime, endTime].map(hrTimeToMilliseconds))).toEqual([
      [atMs, atMs + 250.25],
      [1_700_000_000_123, 1_700_000_001_500],
    ]);
  });

  it('never ends before it began', () => {
    startSpan({ startTime: 2_000 }).end(1_000);
    expect(ended[0]?.duration).toEqual([0, 0]);
    expect(ended[0]?.endTime).toEqual([2, 0]);
  });

  it('keeps "well" as the last word of its status', () => {
    const span = startSpan();
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'no' });
    span.setStatus({ code: SpanStatusCode.UNSET });
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'no' });
    span.setStatus({ code: SpanStatusCode.OK }).setStatus({ code: SpanStatusCode.ERROR, message: 'again' });
    expect(span.status).toEqual({ code: SpanStatusCode.OK });
  });

  it('has an event of each exception, whichever form that has', () => {
    const span = startSpan();
    span.recordException(new TypeError('the reason'), 5_000);
    span.recordException('only a text');
    span.recordException({ code: 42, message: 'with a code' });
    span.addEvent('other', { a: 1 }, new Date(7_000)).addEvent('bare', 8_000);
    expect(span.events).toMatchObject([
      {
        name: 'exception',
        time: [5, 0],
        attributes: { 'exception.type': 'TypeError', 'exception.message': 'the reason' },
      },
      { name: 'exception', attributes: { 'exception.message': 'only a text' } },
      { name: 'exception', attributes: { 'exception.type': '42', 'exception.message': 'with a code' } },
      { name: 'other', time: [7, 0], attributes: { a: 1 } },
      { name: 'bare', time: [8, 0], attributes: {} },
    ]);
    expect(span.events[0]?.attributes?.['exception.stacktrace']).toContain('TypeError: the reason');
  });
});
