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

  // [family, expected class, what the error carries]
  test.each([
    ['network', 'unavailable', { code: 'ENETUNREACH' }],
    ['network', 'unavailable', { code: 'CERT_HAS_EXPIRED' }],
    ['network', 'unavailable', { code: 'EPROTO', syscall: 'write' }],
    ['network', 'transient', { code: 'ENETRESET' }],
    ['network', 'transient', { code: 'ERR_STREAM_PREMATURE_CLOSE' }],
    ['database', 'unavailable', { errno: 1053, code: 'ER_SERVER_SHUTDOWN' }],
    ['database', 'unavailable', { errno: 1290, code: 'ER_OPTION_PREVENTS_STATEMENT' }],
    ['database', 'unavailable', { errno: 1054, code: 'ER_BAD_FIELD_ERROR' }],
    ['database', 'unavailable', { errno: 3118 }],
    ['database', 'transient', { errno: 1180 }],
    ['database', 'transient', { errno: 4031, code: 'ER_CLIENT_INTERACTION_TIMEOUT' }],
    ['database', 'permanent', { errno: 1452, code: 'ER_NO_REFERENCED_ROW_2' }],
    ['database', 'permanent', { errno: 3140, code: 'ER_INVALID_JSON_TEXT' }],
    ['SMTP', 'transient', { responseCode: 452, code: 'EENVELOPE' }],
    ['SMTP', 'transient', { responseCode: 499 }],
    ['SMTP', 'transient', { responseCode: 503 }],
    ['SMTP', 'permanent', { responseCode: 552 }],
    ['SMTP', 'unavailable', { code: 'ETLS' }],
    ['timeout', 'transient', { code: 'UND_ERR_HEADERS_TIMEOUT' }],
    ['timeout', 'transient', { code: 'PROTOCOL_SEQUENCE_TIMEOUT' }],
    ['timeout', 'transient', { code: 'handler_timeout' }],
    ['timeout', 'transient', { errno: 3024, code: 'ER_QUERY_TIMEOUT' }],
    ['timeout', 'unavailable', { code: 'ERR_SOCKET_CONNECTION_TIMEOUT' }],
    ['resource', 'transient', { code: 'EMFILE' }],
    ['resource', 'transient', { code: 'ENOSPC' }],
    ['resource', 'transient', { code: 'ERR_WORKER_OUT_OF_MEMORY' }],
    ['resource', 'transient', { errno: 1021, code: 'ER_DISK_FULL' }],
    ['resource', 'transient', { errno: 1114, code: 'ER_RECORD_FILE_FULL' }],
    ['resource', 'transient', { code: 'EADDRNOTAVAIL', syscall: 'bind' }],
    ['input', 'permanent', { errno: 1264, code: 'ER_WARN_DATA_OUT_OF_RANGE' }],
    ['input', 'permanent', { name: '$ZodError' }],
    ['input', 'permanent', { code: 'invalid_address' }],
    ['input', 'poison', { code: 'unknown_type' }],
  ] as const)('%s, %s: %o', (_family, expected, fields) => {
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
