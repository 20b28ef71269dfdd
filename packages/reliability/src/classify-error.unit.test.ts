import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { classifyError } from './classify-error.ts';

const coded = (fields: Record<string, unknown>) => Object.assign(new Error('text says nothing'), fields);

describe('what is known', () => {
  test.each([
    ['unavailable', { code: 'ECONNREFUSED' }],
    ['unavailable', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
    ['unavailable', { code: 'EHOSTUNREACH' }],
    ['unavailable', { code: 'EAI_AGAIN' }],
    ['unavailable', { code: 'ETIMEDOUT', syscall: 'connect' }],
    ['transient', { code: 'ETIMEDOUT', syscall: 'read' }],
    ['transient', { code: 'ECONNRESET' }],
    ['transient', { code: 'EPIPE' }],
    ['transient', { name: 'TimeoutError' }],
    ['transient', { name: 'AbortError', code: 'ABORT_ERR' }],
    ['transient', { errno: 1213, code: 'ER_LOCK_DEADLOCK' }],
    ['transient', { errno: 1205, code: 'ER_LOCK_WAIT_TIMEOUT' }],
    ['transient', { errno: 1020, code: 'ER_CHECKREAD' }],
    ['transient', { errno: 2013, code: 'PROTOCOL_CONNECTION_LOST' }],
    ['unavailable', { errno: 1040, code: 'ER_CON_COUNT_ERROR' }],
    ['unavailable', { errno: 1045, code: 'ER_ACCESS_DENIED_ERROR' }],
    ['permanent', { errno: 1406, code: 'ER_DATA_TOO_LONG' }],
    ['permanent', { errno: 3819 }],
    ['permanent', { errno: 4025 }],
    ['transient', { responseCode: 421 }],
    ['transient', { responseCode: 450, code: 'EENVELOPE' }],
    ['permanent', { responseCode: 550, code: 'EENVELOPE' }],
    ['permanent', { responseCode: 554, code: 'EMESSAGE' }],
    ['unavailable', { responseCode: 535, code: 'EAUTH' }],
    ['unavailable', { code: 'ESOCKET', syscall: 'connect', errno: -111 }],
    ['unavailable', { name: 'MailError', code: 'unavailable' }],
    ['transient', { name: 'MailError', code: 'rejected_temporary', responseCode: 451 }],
    ['permanent', { name: 'MailError', code: 'rejected_permanent', responseCode: 550 }],
    ['transient', { name: 'MailError', code: 'timeout' }],
    ['permanent', { name: 'MailError', code: 'invalid_address' }],
    ['unavailable', { name: 'DatabaseError', code: 'unavailable' }],
    ['transient', { name: 'DatabaseError', code: 'commit_unknown' }],
    ['transient', { name: 'DatabaseError', code: 'pool_exhausted' }],
    ['permanent', { name: 'DatabaseError', code: 'refused_row' }],
    ['permanent', { name: 'MessagingError', code: 'too_large' }],
    ['transient', { name: 'MessagingError', code: 'stream_full' }],
    ['permanent', { name: 'ZodError' }],
    ['poison', { code: 'undecodable' }],
    ['poison', { code: 'wrong_schema' }],
  ] as const)('%s: %o', (expected, fields) => {
    expect(classifyError(coded(fields))).toBe(expected);
  });

  test('a refused connection as Node really throws it is unavailable', async () => {
    const error = await new Promise((resolve) => {
      // Port 1 of loopback: nobody listens. By name, so that Node tries all addresses and throws an AggregateError.
      connect({ port: 1, host: 'localhost' }).on('error', resolve);
    });
    expect(classifyError(error)).toBe('unavailable');
  });
});

describe('causes', () => {
  test('the first that is known decides, from the outside in', () => {
    expect(classifyError(coded({ cause: coded({ cause: coded({ errno: 1406 }) }) }))).toBe('permanent');
    expect(classifyError(coded({ code: 'timeout', cause: coded({ code: 'ECONNREFUSED' }) }))).toBe('transient');
    expect(classifyError(coded({ code: 'other', cause: coded({ code: 'ECONNREFUSED' }) }))).toBe('unavailable');
  });

  test('the errors of an AggregateError count', () => {
    const error = new AggregateError([coded({}), coded({ code: 'EHOSTUNREACH' })]);
    expect(classifyError(error)).toBe('unavailable');
  });

  test('an error that is its own cause comes to an end', () => {
    const error = coded({});
    error.cause = error;
    expect(classifyError(error)).toBe('transient');
  });
});

describe('what is not known is transient', () => {
  test.each([[new Error('anything')], [new TypeError('a bug')], ['text'], [undefined], [null], [42], [{}], [[]]])(
    '%o',
    (thrown) => {
      expect(classifyError(thrown)).toBe('transient');
    },
  );

  test.each(['constructor', 'toString', '__proto__'])(
    'a code named %s is not found in the table by accident',
    (code) => {
      expect(classifyError(coded({ code, name: code }))).toBe('transient');
    },
  );
});
