import { PrimeCheckRequested } from '@ballast/contracts';
import { describe, expect, test } from 'vitest';
import { testDelivery } from '../test/delivery.ts';
import { readMessage, UNKNOWN_VERSION_MAX_AGE_MS } from './read-message.ts';

const storedAt = Date.parse('2026-01-01T00:00:00Z');
const id = '0197f000-0000-7000-8000-000000000000';
const envelope = PrimeCheckRequested.build(id, { number: '7' }, new Date(0));
const read = (body: unknown, headers: Record<string, string> = {}, now = storedAt) =>
  readMessage(
    testDelivery({
      body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
      headers: new Map(Object.entries(headers)),
    }),
    PrimeCheckRequested,
    now,
  );

describe('identity', () => {
  test('is what our own header says, before the broker id', () => {
    const headers = { 'Ballast-Message-Id': `${id}:r1:e2`, 'Nats-Msg-Id': `${id}:r5:e6` };
    expect(read(envelope, headers)).toMatchObject({ kind: 'readable', identity: { id, generation: 1, enqueue: 2 } });
  });

  test('is what the broker id says when our own header cannot be read', () => {
    const headers = { 'Ballast-Message-Id': 'nonsense', 'Nats-Msg-Id': `${id}:r5:e6` };
    expect(read(envelope, headers)).toMatchObject({ identity: { id, generation: 5, enqueue: 6 } });
  });

  test('is the envelope id, as first enqueued, when no header can be read', () => {
    expect(read(envelope)).toMatchObject({ kind: 'readable', identity: { id, generation: 0, enqueue: 1 } });
    const broken = { ...envelope, payload: {} };
    expect(read(broken)).toMatchObject({ kind: 'unreadable', identity: { id, generation: 0, enqueue: 1 } });
  });

  test('is none when nothing can be read', () => {
    expect(read('nonsense')).toMatchObject({ kind: 'unreadable', identity: undefined });
  });
});

test.each([
  ['undecodable', 'nonsense'],
  ['wrong_schema', { id: 'x' }],
  ['wrong_schema', { ...envelope, payload: { number: '007' } }],
  ['unknown_type', { ...envelope, type: 'other.thing' }],
])('%s is poison', (code, body) => {
  expect(read(body)).toMatchObject({ outcome: { kind: 'dead', type: 'poison', error: { code } } });
});

test('an unknown version waits, and is permanent just before its stream would drop it', () => {
  const future = { ...envelope, version: 2 };
  expect(read(future, {}, storedAt + UNKNOWN_VERSION_MAX_AGE_MS - 1)).toMatchObject({ kind: 'unknown_version' });
  expect(read(future, {}, storedAt + UNKNOWN_VERSION_MAX_AGE_MS)).toMatchObject({
    kind: 'unreadable',
    outcome: { kind: 'dead', type: 'permanent', error: { code: 'unknown_version' } },
  });
});
