import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { DatabaseError } from './database-error.ts';
import { toDatabaseError } from './to-database-error.ts';

function serverError(errno: number, message = 'text', more: object = {}): Error {
  return Object.assign(new Error(message), { errno, code: 'ER_X', sqlState: 'HY000', sqlMessage: message, ...more });
}

describe('the code comes from the error number', () => {
  test.each([
    [1040, 'unavailable'],
    [1045, 'unavailable'],
    [1049, 'unavailable'],
    [1053, 'unavailable'],
    [1290, 'unavailable'],
    [4031, 'unavailable'],
    [1062, 'duplicate'],
    [1048, 'refused_row'],
    [1153, 'refused_row'],
    [1366, 'refused_row'],
    [1406, 'refused_row'],
    [1452, 'refused_row'],
    [3819, 'refused_row'],
    [4025, 'refused_row'],
    [1020, 'deadlock'],
    [1213, 'deadlock'],
    [1205, 'timeout'],
    [1969, 'timeout'],
    [3024, 'timeout'],
    [1142, 'unavailable'],
    [1146, 'unavailable'],
    [99_999, 'other'],
  ])('%i is %s', (errno, code) => {
    expect(toDatabaseError(serverError(errno))).toMatchObject({ code, errno });
  });

  test('whatever the text says', () => {
    expect(toDatabaseError(serverError(1406, 'Duplicate entry, deadlock, connection lost')).code).toBe('refused_row');
  });
});

describe('without a number', () => {
  test.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'PROTOCOL_CONNECTION_LOST'])(
    '%s is unavailable',
    (code) => {
      // Node puts its own, negative number beside the code.
      expect(toDatabaseError(Object.assign(new Error('x'), { code, errno: -111 }))).toMatchObject({
        code: 'unavailable',
        errno: undefined,
      });
    },
  );

  test('what ended the connection is unavailable', () => {
    expect(toDatabaseError(Object.assign(new Error('x'), { fatal: true })).code).toBe('unavailable');
  });

  test('anything else is other', () => {
    expect(toDatabaseError(new Error('x')).code).toBe('other');
    expect(toDatabaseError('a string')).toMatchObject({ code: 'other', cause: 'a string' });
  });
});

test('a DatabaseError stays the same object, also inside drizzle’s', () => {
  const error = new DatabaseError('timeout', 'late');
  expect(toDatabaseError(error)).toBe(error);
  expect(toDatabaseError(new DrizzleQueryError('insert ...', ['secret'], error))).toBe(error);
});

test('the cause is the driver’s error', () => {
  const driverError = serverError(1213);
  expect(toDatabaseError(driverError).cause).toBe(driverError);
  expect(toDatabaseError(new DrizzleQueryError('insert ...', ['secret'], driverError)).cause).toBe(driverError);
});

/** Everything of an error that a logger which walks causes could print. */
function printed(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.entries(error).map(([key, value]) => `${key}=${String(value)}`);
  return [error.name, error.message, error.stack, ...own, printed(error.cause)].join('\n');
}

describe('no value of a parameter can be read from the error or its causes', () => {
  const secret = "ann'; it''s@example.com";
  test.each([
    [1062, `Duplicate entry '${secret}' for key 'users.users_email'`, "for key 'users.users_email'"],
    [1366, `Incorrect string value: '${secret}' for column \`a\`.\`b\`.\`number\` at row 1`, '`number` at row 1'],
    [1292, `Incorrect datetime value: '${secret}' for column 'sent_at' at row 1`, "for column 'sent_at'"],
    [1292, `Truncated incorrect DOUBLE value: '${secret}'`, 'DOUBLE'],
    [1411, `Incorrect datetime value: '${secret}' for function str_to_date`, 'str_to_date'],
    [1300, `Invalid utf8mb4 character string: '${secret}'`, 'utf8mb4'],
    [3854, `Cannot convert string '${secret}' from utf8mb4 to ascii`, 'from utf8mb4 to ascii'],
    [1064, `You have an error in your SQL syntax; check the manual near '${secret}' at line 1`, 'at line 1'],
  ])('%i: %s', (errno, message, kept) => {
    const driverError = serverError(errno, message, { sql: `INSERT INTO users VALUES ('${secret}')` });
    const error = toDatabaseError(new DrizzleQueryError('insert into users', [secret], driverError));
    expect(printed(error)).not.toContain('example.com');
    expect(printed(error)).toContain(kept);
  });

  test('names of accounts, tables and databases stay readable', () => {
    const denied = serverError(1045, "Access denied for user 'ballast'@'%' (using password: YES)", { sql: 'x' });
    expect(printed(toDatabaseError(denied))).toContain("'ballast'@'%'");
    const unknown = serverError(1146, "Table 'ballast.outbox' doesn't exist");
    expect(printed(toDatabaseError(unknown))).toContain("'ballast.outbox'");
  });
});
