import { HEADER } from '@ballast/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toLetterRow } from './letter-row.ts';
import { readLetter } from './read-letter.ts';

const message = {
  subject: 'dlq.primecheck',
  headers: new Map<string, string>(),
  body: Buffer.from('{"id":"a","created_at":"2026-11-26T10:00:00.000Z"}'),
  stream: 'dead_letter_queue',
  streamCreated: '2026-11-26T09:00:00.123456789Z',
  seq: 7,
  storedAt: new Date('2026-11-26T10:01:00Z'),
};
const headers = {
  [HEADER.messageId]: 'a:r2:e5',
  [HEADER.originStream]: 'primecheck_stream',
  [HEADER.originSubject]: 'primecheck',
  [HEADER.originSequence]: '42',
  [HEADER.originStreamCreated]: '2026-11-26T08:00:00.1Z',
  [HEADER.originConsumer]: 'primecheck_consumer',
  [HEADER.attempts]: '4',
  [HEADER.errorType]: 'transient',
  [HEADER.errorCode]: 'timeout',
  [HEADER.errorMessage]: 'no \\u00fcber\\n answer',
  [HEADER.errorStack]: 'Error\\n  at x',
  [HEADER.worker]: 'w-1',
  [HEADER.firstFailedAt]: '2026-11-26T10:00:30.000Z',
  [HEADER.lastFailedAt]: '2026-11-26T10:00:59.000Z',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const withHeaders = (changes: Record<string, string | undefined> = {}) => {
  const given = Object.entries({ ...headers, ...changes }).filter(
    (one): one is [string, string] => one[1] !== undefined,
  );
  return { ...message, headers: new Map(given) };
};
const PLACE = 'dlq:dead_letter_queue:2026-11-26T09:00:00.123456789Z:7';

describe('readLetter', () => {
  test('reads all that a worker tells', () => {
    expect(readLetter(withHeaders())).toEqual({
      key: 'dlq:a:r2',
      subject: 'primecheck',
      messageId: 'a',
      generation: 2,
      attempts: 4,
      body: message.body,
      headers: expect.objectContaining({ traceparent: headers.traceparent, [HEADER.worker]: 'w-1' }),
      error: { type: 'transient', code: 'timeout', message: 'no über\n answer', stack: 'Error\n  at x' },
      consumer: 'primecheck_consumer',
      worker: 'w-1',
      origin: { stream: 'primecheck_stream', streamCreated: '2026-11-26T08:00:00.1Z', seq: 42 },
      originalCreatedAt: new Date('2026-11-26T10:00:00Z'),
      firstFailedAt: new Date('2026-11-26T10:00:30Z'),
      lastFailedAt: new Date('2026-11-26T10:00:59Z'),
    });
  });

  test.each([
    ['no id, but an origin', { [HEADER.messageId]: undefined }, 'dlq:primecheck_stream:2026-11-26T08:00:00.1Z:42'],
    ['no id and no origin', { [HEADER.messageId]: undefined, [HEADER.originStream]: undefined }, PLACE],
    ['an id that is none', { [HEADER.messageId]: 'a', [HEADER.originSequence]: '-1' }, PLACE],
    ['an id of another alphabet', { [HEADER.messageId]: '\\u00fc:r0:e1', [HEADER.originStream]: 'a b' }, PLACE],
    [
      'an id that is too long',
      { [HEADER.messageId]: `${'x'.repeat(101)}:r0:e1`, [HEADER.originStreamCreated]: 'now' },
      PLACE,
    ],
  ])('with %s it is known by its place', (_, changes, key) => {
    expect(readLetter(withHeaders(changes))).toMatchObject({ key, generation: 0 });
    expect(readLetter(withHeaders(changes)).messageId).toBeUndefined();
  });

  test('what says nothing of its message is poison, known by its own place', () => {
    expect(readLetter({ ...message, subject: 'dlq.events' })).toMatchObject({
      key: PLACE,
      subject: 'events',
      attempts: 0,
      error: { type: 'poison', code: 'unreadable_letter' },
      origin: { stream: 'dead_letter_queue', seq: 7 },
      lastFailedAt: message.storedAt,
    });
  });

  test('whatever the headers and the bytes are, there is a letter, and a row for it', () => {
    const names = fc.oneof(fc.constantFrom(...Object.values(HEADER)), fc.string({ maxLength: 40 }));
    const values = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom(...Object.values(headers)));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(names, values)),
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ unit: 'binary', maxLength: 300 }),
        (given, body, subject) => {
          const row = toLetterRow(readLetter({ ...message, subject, body, headers: new Map(given) }));
          expect(row.key).toMatch(/^dlq:[!-~]{1,326}$/);
          expect(row.subject).toMatch(/^[ -~]{0,255}$/);
          expect(row.messageId ?? 'a').toMatch(/^[!-~]{1,100}$/);
          expect(row.headers.isWellFormed() && row.errorMessage.isWellFormed()).toBe(true);
          expect(Number.isSafeInteger(row.generation + row.attempts + (row.seq ?? 0))).toBe(true);
        },
      ),
    );
  });
});
