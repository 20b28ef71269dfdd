/**
 * What a process may do to a table. `SELECT ... FOR UPDATE` needs UPDATE or DELETE besides SELECT on MySQL;
 * `INSERT ... ON DUPLICATE KEY UPDATE` needs INSERT and UPDATE, and SELECT when it reads a column of the row.
 */
export type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

export type TableGrants = Readonly<Record<string, readonly Privilege[]>>;

const HEARTBEAT: TableGrants = { worker_health_checks: ['SELECT', 'INSERT', 'UPDATE'] };
const ATTEMPTS: TableGrants = { message_processing_logs: ['SELECT', 'INSERT'] };

/**
 * Every process with an account, and the least it needs: exactly these, table by table, and nothing on the database or
 * the server. A new process is a new line here and a `MYSQL_PASSWORD_<NAME>`.
 */
export const PROCESS_GRANTS = {
  // takes requests in; reads what the pages show
  'web-server': {
    ...HEARTBEAT,
    prime_checks: ['SELECT', 'INSERT'],
    outbox: ['SELECT', 'INSERT'],
    // UPDATE: a key that is taken is locked by an update that changes nothing
    idempotency_keys: ['SELECT', 'INSERT', 'UPDATE'],
    email_deliveries: ['SELECT'],
    dead_letter_messages: ['SELECT'],
  },
  // moves rows out of the outbox: to the broker, or when spent to the dead letters, with what they are about set dead
  'outbox-publisher': {
    ...HEARTBEAT,
    outbox: ['SELECT', 'UPDATE', 'DELETE'],
    outbox_history: ['SELECT', 'INSERT', 'UPDATE'],
    dead_letter_messages: ['SELECT', 'INSERT', 'UPDATE'],
    prime_checks: ['SELECT', 'UPDATE'],
    email_deliveries: ['SELECT', 'UPDATE'],
  },
  // writes verdicts, and asks for the e-mails about them
  'prime-check-worker': {
    ...HEARTBEAT,
    ...ATTEMPTS,
    prime_checks: ['SELECT', 'UPDATE'],
    // SELECT: a request that has its mail already gets no second one
    email_deliveries: ['SELECT', 'INSERT'],
    outbox: ['INSERT'],
  },
  // takes deliveries, sends them, marks them
  'email-send-worker': {
    ...HEARTBEAT,
    ...ATTEMPTS,
    email_deliveries: ['SELECT', 'UPDATE'],
    prime_checks: ['SELECT'],
    mail_suppressions: ['SELECT'],
  },
} as const satisfies Record<string, TableGrants>;

export type ProcessName = keyof typeof PROCESS_GRANTS;

export const PROCESS_NAMES = Object.keys(PROCESS_GRANTS) as readonly ProcessName[];

/** `web-server` -> `ballast_web_server`. */
export function accountName(process: ProcessName, prefix = 'ballast_'): string {
  return `${prefix}${process.replaceAll('-', '_')}`;
}
