import { expect, test } from 'vitest';
import { judgePlace } from './judge-place.ts';

const CREATED = '2026-01-01T00:00:00.123456789Z';

function at(seq: number, streamCreated = CREATED) {
  return { eventId: 'x:r0:e1', stream: 's', streamCreated, seq };
}

function state(consumer: { deliveredSeq: number; ackFloorSeq: number; inFlight: number } | undefined) {
  const consumers = consumer === undefined ? [] : [{ name: 'c', ...consumer }];
  return { created: CREATED, messages: 20, firstSeq: 10, lastSeq: 30, consumers };
}

const busy = state({ deliveredSeq: 20, ackFloorSeq: 12, inFlight: 3 });

test('a stream that cannot be found says nothing: it is made anew first', () => {
  expect(judgePlace(at(15), undefined)).toBe('unknown');
});

test('a stream that was made anew has lost everything, whatever its numbers', () => {
  expect(judgePlace(at(15, '2026-01-01T00:00:00.123456788Z'), busy)).toBe('stream_recreated');
});

test.each([
  [9, 'not_stored'],
  [10, 'look_final'],
  [12, 'look_final'],
  [13, 'look'],
  [20, 'look'],
  [21, 'undelivered'],
  [30, 'undelivered'],
  [31, 'not_stored'],
] as const)('message %d of 10 to 30, delivered to 20 and settled to 12, is %s', (seq, verdict) => {
  expect(judgePlace(at(seq), busy)).toBe(verdict);
});

test('with nothing in flight, what was delivered and is stored will not come again', () => {
  expect(judgePlace(at(15), state({ deliveredSeq: 20, ackFloorSeq: 12, inFlight: 0 }))).toBe('look_final');
});

test('a consumer that is missing will be given everything that is stored', () => {
  expect(judgePlace(at(15), state(undefined))).toBe('undelivered');
});
