import { describe, expect, it } from 'vitest';
import { firstIdentity, formatDeadLetterEventId, formatDeadLetterId, formatEventId, parseEventId } from './identity.ts';

describe('a message identity', () => {
  it('is written as <id>:r<generation>:e<enqueue> and read back', () => {
    const identity = { id: '01890a5d-ac96-774b-bcce-b302099a8057', generation: 2, enqueue: 3 };
    expect(formatEventId(identity)).toBe('01890a5d-ac96-774b-bcce-b302099a8057:r2:e3');
    expect(parseEventId(formatEventId(identity))).toEqual(identity);
  });

  it('starts at generation 0 and enqueue 1', () => {
    expect(formatEventId(firstIdentity('a'))).toBe('a:r0:e1');
  });

  it('names a dead letter by id and generation, not by enqueue', () => {
    expect(formatDeadLetterId({ id: 'a', generation: 1 })).toBe('dlq:a:r1');
    expect(formatDeadLetterEventId('primecheck', { id: 'a', generation: 1 })).toBe('dlq:primecheck:a:r1');
  });

  it.each(['', 'a', 'a:r0', 'a:r0:e0', 'a:r-1:e1', 'a:r01:e1', ':r0:e1', 'a:r0:e1:x', 'a:r1e3:e1'])(
    'is not read from %j',
    (text) => {
      expect(parseEventId(text)).toBeUndefined();
    },
  );
});

describe('the event id of a letter', () => {
  it.each([
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [
      ['a:b', 'c'],
      ['a', 'b:c'],
    ],
    [
      ['a%3Ab', 'c'],
      ['a:b', 'c'],
    ],
  ] as const)('is another one for another message: %j, %j', (one, other) => {
    const idOf = ([subject, id]: readonly [string, string]) => formatDeadLetterEventId(subject, { id, generation: 0 });
    expect(idOf(one)).not.toBe(idOf(other));
  });

  it('fits into a header, whatever the subject', () => {
    expect(formatDeadLetterEventId('ä \ud800\n', { id: 'a', generation: 0 })).toMatch(/^[!-~]+$/u);
  });
});
