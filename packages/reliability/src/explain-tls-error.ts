/** Settings of one server, as their names begin: `MYSQL` for MYSQL_TLS and its like. */
export interface TlsSettings {
  readonly prefix: 'MYSQL' | 'REDIS' | 'NATS' | 'SMTP';
  /** What turns TLS on: `MYSQL_TLS=true`. */
  readonly on: string;
}

/** The settings of TLS to each kind of server. */
export const TLS_SETTINGS = {
  mysql: { prefix: 'MYSQL', on: 'MYSQL_TLS=true' },
  redis: { prefix: 'REDIS', on: 'REDIS_TLS=true' },
  nats: { prefix: 'NATS', on: 'NATS_TLS=true' },
  smtp: { prefix: 'SMTP', on: 'SMTP_REQUIRE_TLS=true' },
} as const satisfies Record<string, TlsSettings>;

/** MySQL's and MariaDB's numbers for "only TLS connections are taken". */
const WANTS_TLS_ERRNOS: ReadonlySet<unknown> = new Set([3159, 4151]);
/** "Access denied": MariaDB's answer to whoever comes without TLS to a server or an account that takes nothing else. */
const ACCESS_DENIED_ERRNO = 1045;

// By text too: mysql2 writes HANDSHAKE_SSL_ERROR over Node's code, and nodemailer ETLS or ESOCKET.
const OTHER_NAME = /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames/u;
const OUT_OF_DATE = /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|certificate has expired|certificate is not yet valid/u;
const UNTRUSTED =
  /SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|CERT_SIGNATURE_FAILURE|self-signed certificate|unable to (?:get (?:local )?issuer certificate|verify the first certificate)|certificate signature failure/u;
const NO_TLS =
  /HANDSHAKE_NO_SSL_SUPPORT|SERVER_OPT_NA tls|WRONG_VERSION_NUMBER|wrong version number|packet length too long|secure connection using STARTTLS/u;
const MAX_LINKS = 5;

/**
 * What to look at when a connection failed because of TLS, as the end of a sentence; `undefined` when something else is wrong.
 * Reads the error and its causes, and repeats nothing of them but the names in a server's certificate, which are public.
 */
export function explainTlsError(thrown: unknown, { prefix, on }: TlsSettings): string | undefined {
  const links = chainOf(thrown);
  const says = (pattern: RegExp) => links.some(({ code, message }) => pattern.test(`${String(code)} ${message}`));
  if (links.some(({ errno }) => WANTS_TLS_ERRNOS.has(errno))) return `the server takes only TLS: set ${on}`;
  if (links.some(({ errno }) => errno === ACCESS_DENIED_ERRNO)) {
    return `the name or the password is wrong, or only TLS is taken from it (${on})`;
  }
  if (says(OTHER_NAME)) {
    return `the server's certificate is for another name: set ${prefix}_HOST to one that it is for${namesIn(links)}`;
  }
  if (says(OUT_OF_DATE)) return "the server's certificate is out of date: renew it there";
  if (says(UNTRUSTED)) {
    return `no CA that is trusted here signed the server's certificate: set ${prefix}_TLS_CA_FILE to the server's CA`;
  }
  if (says(NO_TLS)) return `the server speaks no TLS on this port, and ${on.replace('=true', '')} asks for it`;
  return undefined;
}

interface Link {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly message: string;
  readonly cert?: { readonly subjectaltname?: unknown };
}

/** The error, what it was caused by, and what a client keeps of it (nodemailer, nats). */
function chainOf(thrown: unknown): Link[] {
  const links: Link[] = [];
  let next: unknown = thrown;
  while (next instanceof Error && links.length < MAX_LINKS) {
    links.push(next as Link);
    next = next.cause ?? (next as { chainedError?: unknown }).chainedError;
  }
  return links;
}

function namesIn(links: readonly Link[]): string {
  const names = links.map(({ cert }) => cert?.subjectaltname).find((value) => typeof value === 'string');
  return names === undefined ? '' : ` (${names})`;
}
