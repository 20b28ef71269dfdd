import { afterEach, expect, it } from 'vitest';
import { startTraced, type Traced } from '../test/start-traced.ts';
import { addSpan } from './open-span.ts';
import { placeOfNow, withSharedSpan } from './shared-span.ts';
import { activeTraceId } from './trace-context.ts';
import { withSpan } from './with-span.ts';

let traced: Traced | undefined;
afterEach(async () => {
  await traced?.stop();
  traced = undefined;
});

const unsampled = { parent: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' } };
const placeIn = (name: string, options = {}) => withSpan(name, options, async () => placeOfNow());

it('work for several stands in the first recorded trace and is linked to the others’', async () => {
  traced = await startTraced();
  let shared: Promise<void> | undefined;
  await withSpan('first', {}, async () => {
    const first = placeOfNow();
    await withSpan(
      'second',
      { parent: { traceparent: '00-1bf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } },
      async () => {
        const places = [await placeIn('nobody', unsampled), first, placeOfNow()];
        shared = withSharedSpan('commit group', places, async () => undefined);
        await shared;
      },
    );
  });
  const spans = await traced.recorded();
  const named = (name: string) => spans.find((span) => span.name === name);
  expect(named('commit group')).toMatchObject({
    traceId: named('first')?.traceId,
    parentSpanId: named('first')?.spanId,
    links: [{ traceId: named('second')?.traceId, spanId: named('second')?.spanId }],
    attributes: { 'ballast.group.size': 3 },
  });
});

it('work for several of whom none is recorded stands in nobody’s trace, for one alone in that one’s', async () => {
  traced = await startTraced();
  const places = [await placeIn('a', unsampled), await placeIn('b', unsampled)];
  const ids = await withSpan('whoever came first', {}, async () => [
    await withSharedSpan('commit group', places, async () => activeTraceId()),
    await withSharedSpan('commit group', places.slice(1), async () => activeTraceId()),
  ]);
  expect(ids).toEqual([undefined, '0af7651916cd43dd8448eb211c80319c']);
  expect((await traced.recorded()).map(({ name }) => name)).toEqual(['whoever came first']);
});

it('what is done for several is recorded when the first of them is, and names the trace in any case', async () => {
  traced = await startTraced();
  const inside = () => withSpan('statement', {}, async () => activeTraceId());
  const ids = await withSpan('recorded', {}, async () => {
    const places = [await placeIn('unrecorded', unsampled), placeOfNow()];
    return [
      await withSharedSpan('recorded second', places, inside),
      await withSharedSpan('recorded first', places.toReversed(), inside),
    ];
  });
  const spans = await traced.recorded();
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [recorded] = named('recorded');
  expect(ids).toEqual([recorded?.traceId, recorded?.traceId]);
  expect(named('recorded second')).toMatchObject([{ traceId: recorded?.traceId }]);
  expect(named('statement')).toMatchObject([{ parentSpanId: named('recorded first')[0]?.spanId }]);
});

it('work of a thread is a span of the time that it took there', async () => {
  traced = await startTraced();
  const endedAt = performance.timeOrigin + performance.now();
  await withSpan('outer', {}, async () => {
    addSpan('compute', { startedAt: endedAt - 1_500, endedAt, attributes: { 'ballast.digits': 39 } });
  });
  await traced.recorded();
  const [, start, end] =
    /"name":"compute".*?"startTimeUnixNano":"(\d+)","endTimeUnixNano":"(\d+)"/.exec(traced.collector.bodies.join('')) ??
    [];
  expect(Number(BigInt(end ?? 0) - BigInt(start ?? 0)) / 1_000_000).toBeCloseTo(1_500, 1);
});
