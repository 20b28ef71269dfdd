/**
 * What a process may do to a table. `SELECT ... FOR UPDATE` needs UPDATE or DELETE besides SELECT on MySQL;
 * `INSERT ... ON DUPLICATE KEY UPDATE` needs INSERT and UPDATE, and SELECT when it reads a column of the row.
 */
export type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

export type TableGrants = Readonly<Record<string, readonly Privilege[]>>;

const HEARTBEAT: TableGrants = { worker_health_checks: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] };
const ATTEMPTS: TableGrants = { message_processing_logs: ['SELECT', 'INSERT'] };

/** Adding to the audit's chain; nobody may change or delete what is in it. */
const AUDIT: TableGrants = { audit_log: ['SELECT', 'INSERT'], audit_head: ['SELECT', 'UPDATE'] };
/** Counting what changes state. */
const LEDGER: TableGrants = { ledger_counters: ['SELECT', 'INSERT', 'UPDATE'] };
/** A success closes the letters and redrive items of its message. */
const CLOSE_LETTERS: TableGrants = {
  dead_letter_messages: ['SELECT', 'UPDATE'],
  redrive_job_items: ['SELECT', 'UPDATE'],
};
/** Storing a letter: with its group, its hour's count, and the end of the redrive that it came back from. */
const STORE_LETTERS: TableGrants = {
  dead_letter_messages: ['SELECT', 'INSERT', 'UPDATE'],
  dead_letter_groups: ['SELECT', 'INSERT', 'UPDATE'],
  dlq_statistics: ['SELECT', 'INSERT', 'UPDATE'],
  redrive_job_items: ['SELECT', 'UPDATE'],
};

/**
 * Every process with an account, and the least it needs: exactly these, table by table, and nothing on the database or
 * the server. A new process is a new line here and a `MYSQL_PASSWORD_<NAME>`.
 */
export const PROCESS_GRANTS = {
  // takes requests in; reads what the pages show; does what operators ask for
  'web-server': {
    ...HEARTBEAT,
    ...AUDIT,
    ...LEDGER,
    prime_checks: ['SELECT', 'INSERT', 'UPDATE'],
    outbox: ['SELECT', 'INSERT'],
    // UPDATE: a key that is taken is locked by an update that changes nothing
    idempotency_keys: ['SELECT', 'INSERT', 'UPDATE'],
    // INSERT: the mails of accounts
    email_deliveries: ['SELECT', 'INSERT', 'UPDATE'],
    // UPDATE on addresses: sealing them under another key
    users: ['SELECT', 'INSERT', 'UPDATE'],
    user_emails: ['SELECT', 'INSERT', 'DELETE'],
    sessions: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    login_tokens: ['SELECT', 'INSERT', 'UPDATE'],
    mail_suppressions: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    // sealing moves them away
    mail_suppressions_plain: ['SELECT', 'DELETE'],
    rate_limit_modes: ['SELECT', 'INSERT', 'UPDATE'],
    outbox_history: ['SELECT'],
    message_processing_logs: ['SELECT'],
    dead_letter_messages: ['SELECT', 'UPDATE'],
    dead_letter_groups: ['SELECT', 'UPDATE'],
    dlq_statistics: ['SELECT'],
    dlq_rules: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    dlq_switches: ['SELECT', 'INSERT', 'UPDATE'],
    saved_views: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    redrive_jobs: ['SELECT', 'INSERT', 'UPDATE'],
    redrive_job_items: ['SELECT', 'INSERT', 'UPDATE'],
  },
  // moves rows out of the outbox: to the broker, or when spent to the dead letters, with what they are about set dead
  'outbox-publisher': {
    ...HEARTBEAT,
    ...LEDGER,
    ...STORE_LETTERS,
    outbox: ['SELECT', 'UPDATE', 'DELETE'],
    outbox_history: ['SELECT', 'INSERT', 'UPDATE'],
    prime_checks: ['SELECT', 'UPDATE'],
    email_deliveries: ['SELECT', 'UPDATE'],
  },
  // writes verdicts, and asks for the e-mails about them
  'prime-check-worker': {
    ...HEARTBEAT,
    ...ATTEMPTS,
    ...LEDGER,
    ...CLOSE_LETTERS,
    prime_checks: ['SELECT', 'UPDATE'],
    // SELECT: a request that has its mail already gets no second one
    email_deliveries: ['SELECT', 'INSERT'],
    outbox: ['INSERT'],
  },
  // takes deliveries, sends them, marks them
  'email-send-worker': {
    ...HEARTBEAT,
    ...ATTEMPTS,
    ...LEDGER,
    ...CLOSE_LETTERS,
    email_deliveries: ['SELECT', 'UPDATE'],
    prime_checks: ['SELECT'],
    users: ['SELECT'],
    // a link's token is made when its mail is sent
    login_tokens: ['SELECT', 'UPDATE'],
    mail_suppressions: ['SELECT'],
    mail_suppressions_plain: ['SELECT'],
  },
  // stores dead letters, redrives them, puts back what was lost, recounts, and deletes what is too old
  'dlq-manager': {
    ...AUDIT,
    ...LEDGER,
    ...STORE_LETTERS,
    ...HEARTBEAT,
    dead_letter_messages: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    dlq_statistics: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    redrive_jobs: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    redrive_job_items: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    dlq_rules: ['SELECT', 'UPDATE'],
    dlq_switches: ['SELECT'],
    prime_checks: ['SELECT', 'UPDATE'],
    email_deliveries: ['SELECT', 'UPDATE'],
    outbox: ['SELECT', 'INSERT'],
    outbox_history: ['SELECT', 'DELETE'],
    message_processing_logs: ['SELECT', 'DELETE'],
    idempotency_keys: ['SELECT', 'DELETE'],
    sessions: ['SELECT', 'DELETE'],
    login_tokens: ['SELECT', 'DELETE'],
  },
  // takes events in, and keeps those of the outbox mode until every group has them
  'event-hub': {
    ...HEARTBEAT,
    hub_events: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    hub_groups: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  },
} as const satisfies Record<string, TableGrants>;

export type ProcessName = keyof typeof PROCESS_GRANTS;

export const PROCESS_NAMES = Object.keys(PROCESS_GRANTS) as readonly ProcessName[];

/** `web-server` -> `ballast_web_server`. */
export function accountName(process: ProcessName, prefix = 'ballast_'): string {
  return `${prefix}${process.replaceAll('-', '_')}`;
}
