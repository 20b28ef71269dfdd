import type { DatabaseErrorCode } from './database-error.ts';

/** Deadlock; lock wait timeout; record changed since it was read (MariaDB). The whole transaction is worth another try. */
export const ERRNO = {
  deadlock: 1213,
  lockWaitTimeout: 1205,
  recordChanged: 1020,
  noSuchTable: 1146,
} as const;

/** Errors after which the same transaction, run again as a whole, can be expected to succeed. */
export const RETRYABLE_ERRNOS: ReadonlySet<number> = new Set([
  ERRNO.deadlock,
  ERRNO.lockWaitTimeout,
  ERRNO.recordChanged,
]);

// Numbers of MySQL 8.4 to 9.7 and of MariaDB 10.11 to 12, from both servers' error references. A number that stands for
// the same thing under two values is listed twice (a violated CHECK is 3819 on MySQL and 4025 on MariaDB).
const NUMBERS: Readonly<
  Record<Exclude<DatabaseErrorCode, 'pool_exhausted' | 'commit_unknown' | 'other'>, readonly number[]>
> = {
  unavailable: [
    // the server goes away, or ended the connection
    1053, 1077, 1079, 1080, 1152, 1184, 1927, 2006, 2013, 4031,
    // the network between us
    1042, 1043, 1156, 1157, 1158, 1159, 1160, 1161,
    // it takes no more connections, or not ours
    1040, 1129, 1130, 1203, 1226, 3032, 3168,
    // credentials, database, tables, grants or account are not (yet) as they have to be: nobody's row is at fault
    1044, 1045, 1049, 1142, 1143, 1146, 1251, 1698, 1820, 1862, 3118, 3159, 4151,
    // read-only while a replica is being promoted
    1290, 1792, 1836,
    // out of disk, memory, threads or table space
    1021, 1037, 1041, 1114, 1135,
  ],
  duplicate: [1022, 1062, 1586, 1859],
  refused_row: [
    // a value that does not fit its column
    1048, 1153, 1264, 1265, 1292, 1300, 1364, 1366, 1367, 1406, 1411, 1441, 1525, 1690, 3140, 3141, 3150, 3156, 3157,
    3903,
    // a row, or a text in another character set, that no column can hold
    1118, 1267, 1270, 1271, 3854, 3988, 3995,
    // foreign keys and CHECK
    1216, 1217, 1451, 1452, 1557, 1761, 1762, 3819, 4025,
  ],
  deadlock: [ERRNO.deadlock, ERRNO.recordChanged, 1614, 3058],
  timeout: [ERRNO.lockWaitTimeout, 1317, 1969, 3024, 3572],
};

const CODE_BY_ERRNO: ReadonlyMap<number, DatabaseErrorCode> = new Map(
  (Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]).flatMap((code) =>
    NUMBERS[code].map((errno): [number, DatabaseErrorCode] => [errno, code]),
  ),
);

/** What a server's error number means; `other` for a number that is not in the table. */
export function codeOfErrno(errno: number): DatabaseErrorCode {
  return CODE_BY_ERRNO.get(errno) ?? 'other';
}

// Node's codes for a network that fails, and the one mysql2 uses when the server closes the connection without a word.
const NETWORK_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENOENT',
  'ENOTCONN',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
]);

/** Whether a code that came without an error number says that the network or the server failed. */
export function isNetworkCode(code: string): boolean {
  return NETWORK_CODES.has(code);
}
