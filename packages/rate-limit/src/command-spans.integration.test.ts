import { startTracing, withSpan } from '@ballast/telemetry';
import { createNamespace, startTraceReceiver, testServers } from '@ballast/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { openConnection } from './connection.ts';

test('each command in a recorded span has one of its own, which says its name and how it ended', async () => {
  const collector = await startTraceReceiver();
  onTestFinished(() => collector.stop());
  const otlp = { url: collector.url, protocol: 'http/json' } as const;
  const tracing = await startTracing({ service: 'test', otlp });
  const redis = openConnection({ host: '127.0.0.1', port: testServers().redis.port }, 5_000);
  onTestFinished(() => redis.disconnect());
  await redis.connect();
  const key = `${createNamespace()}LEAK`;
  await redis.set(key, 'LEAK', 'EX', 60);
  await withSpan('outer', {}, async () => {
    expect(await redis.get(key)).toBe('LEAK');
    await expect(redis.llen(key)).rejects.toThrow('WRONGTYPE');
  });
  await tracing.shutdown();

  const outer = collector.spans.find(({ name }) => name === 'outer');
  const made = collector.spans.filter(({ name }) => name !== 'outer');
  expect(made.map(({ name, failed, parentSpanId }) => [name, failed, parentSpanId === outer?.spanId])).toEqual([
    ['redis GET', false, true],
    ['redis LLEN', true, true],
  ]);
  expect(made[1]?.attributes['error.type']).toBe('ReplyError');
  expect(collector.bodies.join('')).not.toContain('LEAK');
});
