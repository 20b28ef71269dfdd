import type { ErrorClass } from './error-type.ts';

/**
 * String codes, from Node, from the client libraries and from our own packages' closed lists. What is not here is
 * unknown, and unknown is transient.
 */
export const CLASS_BY_CODE: Readonly<Record<string, ErrorClass>> = {
  // Node: there is nobody to talk to.
  ECONNREFUSED: 'unavailable',
  ENOTFOUND: 'unavailable',
  EAI_AGAIN: 'unavailable',
  EHOSTUNREACH: 'unavailable',
  EHOSTDOWN: 'unavailable',
  ENETUNREACH: 'unavailable',
  ENETDOWN: 'unavailable',
  UND_ERR_CONNECT_TIMEOUT: 'unavailable',
  // Node: the conversation broke, or took too long.
  ECONNRESET: 'transient',
  ECONNABORTED: 'transient',
  EPIPE: 'transient',
  ETIMEDOUT: 'transient',
  ABORT_ERR: 'transient',
  UND_ERR_SOCKET: 'transient',
  UND_ERR_HEADERS_TIMEOUT: 'transient',
  UND_ERR_BODY_TIMEOUT: 'transient',
  // Node: this machine is short of something.
  EMFILE: 'transient',
  ENFILE: 'transient',
  ENOMEM: 'transient',
  ENOSPC: 'transient',
  EAGAIN: 'transient',
  ERR_WORKER_OUT_OF_MEMORY: 'transient',
  // mysql2
  PROTOCOL_CONNECTION_LOST: 'transient',
  PROTOCOL_SEQUENCE_TIMEOUT: 'transient',
  POOL_CLOSED: 'transient',
  // nodemailer; EENVELOPE and EMESSAGE only say where it happened: their response code decides.
  ECONNECTION: 'unavailable',
  EDNS: 'unavailable',
  ETLS: 'unavailable',
  EAUTH: 'unavailable',
  ENOAUTH: 'unavailable',
  EOAUTH2: 'unavailable',
  // @ballast/database, @ballast/mail, @ballast/messaging
  unavailable: 'unavailable',
  pool_exhausted: 'transient',
  commit_unknown: 'transient',
  deadlock: 'transient',
  duplicate: 'transient',
  timeout: 'transient',
  refused_row: 'permanent',
  rejected_temporary: 'transient',
  rejected_permanent: 'permanent',
  invalid_address: 'permanent',
  stream_full: 'transient',
  no_stream: 'transient',
  rejected: 'transient',
  closed: 'transient',
  too_large: 'permanent',
  handler_timeout: 'transient',
  // Reading a message
  undecodable: 'poison',
  wrong_schema: 'poison',
  unknown_type: 'poison',
};

/**
 * Error numbers of MySQL and MariaDB (server: 1000 and up; client: 2000 to 2999).
 * https://dev.mysql.com/doc/mysql-errors/9.4/en/server-error-reference.html,
 * https://mariadb.com/docs/server/reference/error-codes/mariadb-error-code-reference
 */
export const CLASS_BY_MYSQL_ERRNO: Readonly<Record<number, ErrorClass>> = {
  // No connection to be had, or not to the server the work needs: full, shutting down, read-only, access refused; or a
  // schema or a grant that is not as this version needs it (1142, 1143, 1146): a deployment's fault, never the message's.
  1040: 'unavailable',
  1044: 'unavailable',
  1045: 'unavailable',
  1049: 'unavailable',
  1053: 'unavailable',
  1129: 'unavailable',
  1130: 'unavailable',
  1142: 'unavailable',
  1143: 'unavailable',
  1146: 'unavailable',
  1203: 'unavailable',
  1226: 'unavailable',
  1290: 'unavailable',
  1836: 'unavailable',
  2002: 'unavailable',
  2003: 'unavailable',
  2005: 'unavailable',
  // Lost a race, waited too long, or the connection broke.
  1020: 'transient',
  1041: 'transient',
  1062: 'transient',
  1114: 'transient',
  1205: 'transient',
  1206: 'transient',
  1213: 'transient',
  1317: 'transient',
  1614: 'transient',
  1927: 'transient',
  1969: 'transient',
  2006: 'transient',
  2013: 'transient',
  3024: 'transient',
  3572: 'transient',
  // The row itself is refused: null, out of range, wrong value, too long, CHECK (3819 MySQL, 4025 MariaDB).
  1048: 'permanent',
  1264: 'permanent',
  1292: 'permanent',
  1366: 'permanent',
  1406: 'permanent',
  3819: 'permanent',
  4025: 'permanent',
};

/**
 * SMTP replies (RFC 5321, RFC 4954) that do not follow the rule "4xx transient, 5xx permanent": a refused sign-in is the
 * account's fault, not the mail's, and dead-lettering every mail would not cure it.
 */
export const CLASS_BY_SMTP_REPLY: Readonly<Record<number, ErrorClass>> = {
  530: 'unavailable',
  534: 'unavailable',
  535: 'unavailable',
  538: 'unavailable',
};

export const CLASS_BY_NAME: Readonly<Record<string, ErrorClass>> = {
  TimeoutError: 'transient',
  AbortError: 'transient',
  ZodError: 'permanent',
  $ZodError: 'permanent',
};
