import { describe, expect, test } from 'vitest';
import { type FailureToGroup, fingerprintOf } from './fingerprint.ts';

const failure: FailureToGroup = {
  type: 'transient',
  code: 'timeout',
  message: 'no answer from 10.0.0.1:25 within 30 s',
  handler: 'emailsend_consumer',
};

describe('fingerprintOf', () => {
  test('is the same for what differs from one occurrence to the next', () => {
    const other = { ...failure, message: 'no answer from 10.0.0.2:25 within 31 s' };
    expect(fingerprintOf(other)).toEqual(fingerprintOf(failure));
    expect(fingerprintOf(failure)).toEqual({
      family: expect.stringMatching(/^[\da-f]{64}$/),
      fingerprint: expect.stringMatching(/^[\da-f]{64}$/),
      title: 'no answer from <address> within <duration>',
    });
  });

  test.each([
    ['another handler', { handler: 'primecheck_consumer' }],
    ['another sentence', { message: 'the mailbox is full' }],
  ])('%s is another group of the same family', (_, change) => {
    const [one, other] = [fingerprintOf(failure), fingerprintOf({ ...failure, ...change })];
    expect(other.family).toBe(one.family);
    expect(other.fingerprint).not.toBe(one.fingerprint);
  });

  test.each([
    ['another code', { code: 'unavailable' }],
    ['another type', { type: 'permanent' as const }],
    ['no code', { code: undefined }],
  ])('%s is another family, and another group', (_, change) => {
    const [one, other] = [fingerprintOf(failure), fingerprintOf({ ...failure, ...change })];
    expect(other.family).not.toBe(one.family);
    expect(other.fingerprint).not.toBe(one.fingerprint);
  });

  test('parts cannot be moved from one into the next', () => {
    const one = fingerprintOf({ ...failure, message: 'a', handler: 'b c' });
    const other = fingerprintOf({ ...failure, message: 'a b', handler: 'c' });
    expect(one.fingerprint).not.toBe(other.fingerprint);
  });

  test('a failure without words is called by its code', () => {
    expect(fingerprintOf({ ...failure, message: ' ' }).title).toBe('timeout');
    expect(fingerprintOf({ ...failure, message: '', code: undefined }).title).toBe('no message');
  });
});
