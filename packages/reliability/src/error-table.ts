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
  ERR_SOCKET_CONNECTION_TIMEOUT: 'unavailable',
  // Node: there is somebody, but no trust: a certificate is wrong, or both sides speak no common TLS.
  EPROTO: 'unavailable',
  CERT_HAS_EXPIRED: 'unavailable',
  CERT_NOT_YET_VALID: 'unavailable',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unavailable',
  SELF_SIGNED_CERT_IN_CHAIN: 'unavailable',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unavailable',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unavailable',
  ERR_TLS_CERT_ALTNAME_INVALID: 'unavailable',
  // Node: the conversation broke, or took too long.
  ECONNRESET: 'transient',
  ECONNABORTED: 'transient',
  ENETRESET: 'transient',
  EPIPE: 'transient',
  ETIMEDOUT: 'transient',
  ABORT_ERR: 'transient',
  UND_ERR_SOCKET: 'transient',
  UND_ERR_HEADERS_TIMEOUT: 'transient',
  UND_ERR_BODY_TIMEOUT: 'transient',
  ERR_STREAM_PREMATURE_CLOSE: 'transient',
  // Node: this machine is short of something.
  EMFILE: 'transient',
  ENFILE: 'transient',
  ENOMEM: 'transient',
  ENOSPC: 'transient',
  ENOBUFS: 'transient',
  EDQUOT: 'transient',
  EBUSY: 'transient',
  EADDRNOTAVAIL: 'transient',
  EAGAIN: 'transient',
  ERR_MEMORY_ALLOCATION_FAILED: 'transient',
  ERR_WORKER_INIT_FAILED: 'transient',
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
  // schema or a grant that is not as this version needs it (1054, 1142, 1143, 1146): a deployment's fault, never the message's.
  1040: 'unavailable',
  1044: 'unavailable',
  1045: 'unavailable',
  1049: 'unavailable',
  1053: 'unavailable',
  1054: 'unavailable',
  1129: 'unavailable',
  1130: 'unavailable',
  1135: 'unavailable',
  1142: 'unavailable',
  1143: 'unavailable',
  1146: 'unavailable',
  1203: 'unavailable',
  1226: 'unavailable',
  1290: 'unavailable',
  1698: 'unavailable',
  1820: 'unavailable',
  1836: 'unavailable',
  1862: 'unavailable',
  2002: 'unavailable',
  2003: 'unavailable',
  2005: 'unavailable',
  2026: 'unavailable',
  2059: 'unavailable',
  3118: 'unavailable',
  // Lost a race, waited too long, the connection broke, or the server is short of something.
  1020: 'transient',
  1021: 'transient',
  1030: 'transient',
  1037: 'transient',
  1038: 'transient',
  1041: 'transient',
  1062: 'transient',
  1114: 'transient',
  1158: 'transient',
  1159: 'transient',
  1160: 'transient',
  1161: 'transient',
  1180: 'transient',
  1205: 'transient',
  1206: 'transient',
  1213: 'transient',
  1317: 'transient',
  1614: 'transient',
  1927: 'transient',
  1969: 'transient',
  2006: 'transient',
  2013: 'transient',
  2055: 'transient',
  3024: 'transient',
  3572: 'transient',
  4031: 'transient',
  // The row itself is refused: null, out of range, wrong value, too long, no JSON, no such parent, CHECK (3819 MySQL, 4025
  // MariaDB), larger than a packet.
  1048: 'permanent',
  1153: 'permanent',
  1264: 'permanent',
  1265: 'permanent',
  1292: 'permanent',
  1364: 'permanent',
  1366: 'permanent',
  1406: 'permanent',
  1451: 'permanent',
  1452: 'permanent',
  1690: 'permanent',
  3140: 'permanent',
  3819: 'permanent',
  4025: 'permanent',
};

/**
 * SMTP replies (RFC 5321, RFC 4954) that do not follow the rule "4xx transient, 5xx permanent": a refused sign-in is the
 * account's fault, not the mail's, and dead-lettering every mail would not cure it; 503 is about the session.
 */
export const CLASS_BY_SMTP_REPLY: Readonly<Record<number, ErrorClass>> = {
  503: 'transient',
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
