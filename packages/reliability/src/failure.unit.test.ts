import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toFailure } from './failure.ts';
import { outcomeFromError } from './outcome.ts';

describe('toFailure', () => {
  test('takes code, message and stack of an error', () => {
    const error = Object.assign(new Error('no room'), { code: 'ENOSPC' });
    expect(toFailure(error)).toEqual({ code: 'ENOSPC', message: 'no room', stack: error.stack });
  });

  test('finds the code in the causes, then the number, then the name', () => {
    expect(toFailure(new Error('x', { cause: Object.assign(new Error('y'), { code: 'deadlock' }) })).code).toBe(
      'deadlock',
    );
    expect(toFailure(Object.assign(new Error('x'), { errno: 1213 })).code).toBe('errno_1213');
    expect(toFailure(new RangeError('x')).code).toBe('RangeError');
  });

  test('passes a failure through', () => {
    expect(toFailure({ code: 'c', message: 'm' })).toEqual({ code: 'c', message: 'm' });
  });

  test('does not repeat the parameters of a failed query', () => {
    const error = Object.assign(new Error('Failed query: insert ... params: secret@example.com'), {
      query: 'insert ...',
      params: ['secret@example.com'],
      cause: Object.assign(new Error('Data too long'), { errno: 1406, code: 'ER_DATA_TOO_LONG' }),
    });
    const failure = toFailure(error);
    expect(failure).toMatchObject({ code: 'ER_DATA_TOO_LONG', message: 'Data too long' });
    expect(JSON.stringify(failure)).not.toContain('secret');
    expect(JSON.stringify(toFailure(Object.assign(error, { cause: undefined })))).not.toContain('secret');
  });

  test('makes a failure with a safe, short code out of anything', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ maxLength: 200 }), (thrown, code) => {
        for (const value of [thrown, { code }]) {
          const failure = toFailure(value);
          expect(failure.code).toMatch(/^[A-Za-z0-9_.:-]{1,64}$/);
          expect(typeof failure.message).toBe('string');
        }
      }),
    );
  });
});

describe('outcomeFromError', () => {
  test.each([
    [{ code: 'ECONNREFUSED' }, { kind: 'unavailable', dependency: 'mysql' }],
    [{ code: 'timeout' }, { kind: 'retry' }],
    [{ code: 'refused_row' }, { kind: 'dead', type: 'permanent' }],
    [{ code: 'undecodable' }, { kind: 'dead', type: 'poison' }],
  ])('%o', (fields, expected) => {
    const error = Object.assign(new Error('x'), fields);
    expect(outcomeFromError(error, 'mysql')).toMatchObject({ ...expected, error: { code: fields.code, message: 'x' } });
  });
});
