import { HEADER } from '@ballast/contracts';
import { describe, expect, test } from 'vitest';
import { testDelivery } from '../test/delivery.ts';
import { buildDeadLetter, type DeadLetterCause } from './dead-letter.ts';

const identity = { id: 'a1', generation: 2, enqueue: 3 };
const context = {
  durable: 'primecheck_consumer',
  worker: 'host-1-abc',
  now: new Date('2026-02-03T04:05:06.789Z'),
  maxPayloadBytes: 1_310_720,
};
const cause: DeadLetterCause = {
  type: 'transient',
  failure: { code: 'timeout', message: 'too late', stack: 'Error: too late\n    at here' },
  attempts: 4,
};

test('a letter says where its message came from and what became of it', () => {
  const headers = new Map([
    ['Ballast-Message-Id', 'a1:r2:e3'],
    ['Ballast-Contract-Version', '1'],
    ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    ['Nats-Msg-Id', 'a1:r2:e3'],
    ['Nats-Expected-Stream', 'x'],
  ]);
  const body = new Uint8Array([1, 2, 255]);

  expect(buildDeadLetter(testDelivery({ headers, body }), identity, cause, context)).toEqual({
    subject: 'dlq.primecheck',
    messageId: 'dlq:primecheck:a1:r2',
    body,
    headers: {
      'Ballast-Message-Id': 'a1:r2:e3',
      'Ballast-Contract-Version': '1',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      [HEADER.originStream]: 'primecheck_stream',
      [HEADER.originSubject]: 'primecheck',
      [HEADER.originSequence]: '7',
      [HEADER.originStreamCreated]: '2026-01-01T00:00:00.123456789Z',
      [HEADER.originConsumer]: 'primecheck_consumer',
      [HEADER.attempts]: '4',
      [HEADER.errorType]: 'transient',
      [HEADER.errorCode]: 'timeout',
      [HEADER.errorMessage]: 'too late',
      [HEADER.errorStack]: 'Error: too late\\n    at here',
      [HEADER.worker]: 'host-1-abc',
      [HEADER.lastFailedAt]: '2026-02-03T04:05:06.789Z',
    },
  });
});

test('a letter without an identity is known by stream, its creation and sequence', () => {
  const letter = buildDeadLetter(testDelivery(), undefined, cause, context);
  expect(letter.messageId).toBe('dlq:primecheck_stream:2026-01-01T00:00:00.123456789Z:7');
  expect(letter.headers).not.toHaveProperty([HEADER.messageId]);
});

describe('the first failure', () => {
  const firstOf = (more: Partial<DeadLetterCause>) =>
    buildDeadLetter(testDelivery(), identity, { ...cause, ...more }, context).headers?.[HEADER.firstFailedAt];

  test('is the last one when there was no other', () => {
    expect(firstOf({ attempts: 1 })).toBe('2026-02-03T04:05:06.789Z');
  });

  test('is dated by the attempt log when there were several', () => {
    expect(firstOf({ firstFailedAt: new Date('2026-02-03T04:04:59Z') })).toBe('2026-02-03T04:04:59.000Z');
  });

  test('is never later than the last, though the log has another clock', () => {
    expect(firstOf({ firstFailedAt: new Date('2026-02-03T04:05:07Z') })).toBe('2026-02-03T04:05:06.789Z');
  });

  test('is not dated when nobody knows', () => {
    expect(firstOf({ attempts: 2 })).toBeUndefined();
  });
});

test('headers of others are made safe, and left out when their name is not', () => {
  const headers = new Map([
    ['Note', 'caf\u00e9'],
    ['tracestate', 'v="1"'],
    ['bad name', 'x'],
  ]);
  const letter = buildDeadLetter(testDelivery({ headers }), identity, cause, context);
  expect(letter.headers).toMatchObject({ Note: 'caf\\u00e9', tracestate: 'v="1"' });
  expect(letter.headers).not.toHaveProperty(['bad name']);
});

describe('a letter that is too large', () => {
  const failure = { code: 'c', message: 'm'.repeat(5000), stack: 's'.repeat(50_000) };
  const headers = new Map([['Note', 'n'.repeat(500)]]);
  const build = (body: Uint8Array) =>
    buildDeadLetter(
      testDelivery({ headers, body }),
      identity,
      { ...cause, failure },
      { ...context, maxPayloadBytes: 100_000 },
    );
  const sizeOf = (letter: ReturnType<typeof build>) =>
    Object.entries({ ...letter.headers, 'Nats-Msg-Id': letter.messageId }).reduce(
      (sum, [name, value]) => sum + Buffer.byteLength(`${name}: ${value}\r\n`),
      Buffer.byteLength('NATS/1.0\r\n\r\n') + (letter.body as Uint8Array).length,
    );

  test.each([
    ['keeps everything when it fits', 10, { stack: 4096, message: 1024, note: 500 }],
    ['loses the stack first', 97_000, { stack: undefined, message: 1024, note: 500 }],
    ['then most of the message', 98_300, { stack: undefined, message: 128, note: 500 }],
    ['then the headers of others', 99_000, { stack: undefined, message: 128, note: undefined }],
  ])('%s', (_what, bodyBytes, expected) => {
    const letter = build(new Uint8Array(bodyBytes));
    expect({
      stack: letter.headers?.[HEADER.errorStack]?.length,
      message: letter.headers?.[HEADER.errorMessage]?.length,
      note: letter.headers?.Note?.length,
    }).toEqual(expected);
    expect(sizeOf(letter)).toBeLessThanOrEqual(100_000);
  });
});
