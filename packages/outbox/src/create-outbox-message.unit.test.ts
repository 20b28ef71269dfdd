import { PrimeCheckRequested } from '@ballast/contracts';
import { expect, test } from 'vitest';
import { createOutboxMessage } from './create-outbox-message.ts';

const identity = { id: '0198c0de-0000-7000-8000-000000000001', generation: 2, enqueue: 3 };
const createdAt = new Date('2026-01-02T03:04:05.678Z');
const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

test('a message carries its identity, its contract version and its trace in headers, its envelope as body', () => {
  const message = createOutboxMessage(PrimeCheckRequested, identity, 'prime_check', { number: '7' }, createdAt, trace);
  expect(message).toMatchObject({ identity, aggregateType: 'prime_check', subject: 'primecheck' });
  expect(message.eventType).toBe(PrimeCheckRequested.type);
  expect(message.headers).toEqual({
    'Ballast-Message-Id': `${identity.id}:r2:e3`,
    'Ballast-Contract-Version': '1',
    traceparent: trace.traceparent,
  });
  expect(PrimeCheckRequested.decode(Buffer.from(message.body))).toMatchObject({
    ok: true,
    envelope: { id: identity.id, payload: { number: '7' }, created_at: createdAt.toISOString() },
  });
});

test('a payload that does not fit its contract is refused before it can be enqueued', () => {
  const create = () =>
    createOutboxMessage(PrimeCheckRequested, identity, 'prime_check', { number: '07' }, createdAt, {});
  expect(create).toThrow();
});
