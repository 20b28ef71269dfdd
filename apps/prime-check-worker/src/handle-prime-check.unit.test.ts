import { DatabaseError, type DatabaseErrorCode } from '@ballast/database';
import type { Received } from '@ballast/messaging';
import { PrimalityError } from '@ballast/primality';
import { createLogger, createMetrics, METRICS, startTracing, withSpan } from '@ballast/telemetry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ComputeError } from './compute-error.ts';
import { createPrimeCheckHandler, type PrimeCheckDependencies } from './handle-prime-check.ts';
import type { Decision, Verdict } from './verdict.ts';
import { createWorkerMetrics, numberLength } from './worker-metrics.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;
const PRIME = { isPrime: true, certainty: 'proven' } as const;

const message: Received<{ number: string }> = {
  identity: { id: '0198c5b1-0000-7000-8000-000000000001', generation: 0, enqueue: 1 },
  attempt: 1,
  redelivered: false,
  payload: { number: '18446744073709551557' },
  createdAt: new Date(),
  trace: { traceparent: PARENT },
};

let tracing: { shutdown(): Promise<void> };
beforeAll(async () => {
  tracing = await startTracing({ service: 'test' });
});
afterAll(() => tracing.shutdown());

function setUp(overrides: { check?: () => Promise<typeof PRIME>; store?: (verdict: Verdict) => Promise<Decision> }) {
  const registry = createMetrics('test');
  const stored: Verdict[] = [];
  const dependencies: PrimeCheckDependencies = {
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics: createWorkerMetrics(registry, () => ({ waiting: 0, running: 0 })),
    pool: { check: overrides.check ?? (async () => PRIME) },
    store: {
      store: async (verdict) => {
        stored.push(verdict);
        return (await overrides.store?.(verdict)) ?? 'stored';
      },
    },
  };
  const handle = createPrimeCheckHandler(dependencies);
  return {
    stored,
    registry: registry.registry,
    handle: () => handle(message, { signal: new AbortController().signal }),
  };
}

describe('the outcome of a message', () => {
  test('a stored verdict is done, and is counted with its result and its duration', async () => {
    const { handle, registry, stored } = setUp({});
    expect(await handle()).toEqual({ kind: 'done' });
    expect(stored).toMatchObject([{ ...PRIME, identity: message.identity, number: message.payload.number }]);
    const text = await registry.metrics();
    expect(text).toMatch(/prime_check_requests_total\{.*status="stored",result="prime".*\} 1/);
    expect(text).toMatch(/prime_check_duration_seconds_count\{.*number_length="11-20".*\} 1/);
  });

  test.each<[Decision, object]>([
    ['already_decided', { kind: 'done' }],
    ['request_unknown', { kind: 'dead', type: 'permanent', error: { code: 'request_unknown' } }],
    ['other_number', { kind: 'dead', type: 'permanent', error: { code: 'other_number' } }],
  ])('%s', async (decision, outcome) => {
    const { handle } = setUp({ store: async () => decision });
    expect(await handle()).toMatchObject(outcome);
  });

  test.each<[DatabaseErrorCode, object]>([
    ['unavailable', { kind: 'unavailable', dependency: 'mysql' }],
    ['pool_exhausted', { kind: 'unavailable', dependency: 'mysql' }],
    ['commit_unknown', { kind: 'unavailable', dependency: 'mysql' }],
    ['timeout', { kind: 'unavailable', dependency: 'mysql' }],
    ['deadlock', { kind: 'retry' }],
    ['other', { kind: 'retry' }],
    ['refused_row', { kind: 'dead', type: 'permanent' }],
  ])('a database error "%s" while storing', async (code, outcome) => {
    const { handle } = setUp({ store: () => Promise.reject(new DatabaseError(code, 'x')) });
    expect(await handle()).toMatchObject({ ...outcome, error: { code } });
  });

  test.each(['deadline', 'thread_crashed', 'given_up'] as const)(
    'a check that failed by "%s" is retried',
    async (code) => {
      const { handle, stored } = setUp({ check: () => Promise.reject(new ComputeError(code, 'x')) });
      expect(await handle()).toMatchObject({ kind: 'retry', error: { code } });
      expect(stored).toEqual([]);
    },
  );

  test('a number that cannot be checked is dead at once', async () => {
    const { handle } = setUp({ check: () => Promise.reject(new PrimalityError('too_long', 'x')) });
    expect(await handle()).toMatchObject({ kind: 'dead', type: 'permanent', error: { code: 'too_long' } });
  });

  test('anything unheard of is retried', async () => {
    const { handle } = setUp({ check: () => Promise.reject(new Error('?')) });
    expect(await handle()).toMatchObject({ kind: 'retry' });
  });
});

test('the verdict carries on the trace that its message is handled in', async () => {
  const { handle, stored } = setUp({});
  await withSpan('process', { parent: { traceparent: PARENT } }, handle);
  expect(stored[0]?.trace.traceparent?.split('-')[1]).toBe(TRACE_ID);
});

test('every length of a number falls into exactly one label, in order', () => {
  const seen = Array.from({ length: 1_200 }, (_, i) => numberLength(i + 1));
  expect([...new Set(seen)]).toEqual([...METRICS.primeCheck.duration.labels.number_length]);
  expect([1, 10, 11, 20, 21, 1000, 1001].map(numberLength)).toEqual([
    '1-10',
    '1-10',
    '11-20',
    '11-20',
    '21-50',
    '301-1000',
    '1001+',
  ]);
});
