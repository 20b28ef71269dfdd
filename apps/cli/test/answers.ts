// Long because it is data: one whole answer of each kind, which the cases of all commands are made of.
import type {
  AuditEntry,
  Breaker,
  Buckets,
  DeadLetter,
  DeadLetterDetail,
  DeadLetterGroup,
  DlqStats,
  DryRun,
  KeyRotation,
  Ledger,
  LedgerVerification,
  LimitPolicy,
  Limits,
  RedriveJob,
  RedriveJobDetail,
  Rule,
  Stream,
  System,
  Timeline,
  TopConsumers,
  Worker,
} from '@ballast/contracts/operators';
import { LogAnalysis, type LogReport } from '../src/commands/logs/log-analysis.ts';

// One answer of each kind, as web-server could give it at `NOW`. The fake server holds each to its contract.

export const NOW = new Date('2026-11-26T22:00:00.000Z');

export const REQUEST_ID = '0197c5d2-8f7a-7c3e-9b1d-2f4a6c8e0b13';
export const JOB_ID = '0197c5d3-0000-7000-8000-00000000abcd';
export const DISCARD_ID = '0197c5d4-1111-7111-8111-111111111111';
export const FINGERPRINT = '3fa9c1d2e4b5'.padEnd(64, '0');
const OTHER_FINGERPRINT = '3fa9c1ffffff'.padEnd(64, '1');

const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();

export const LETTER: DeadLetter = {
  id: '4711',
  original_subject: 'emailsend',
  original_message_id: REQUEST_ID,
  error_type: 'permanent',
  error_code: 'smtp_550',
  error_message: 'mailbox unavailable: the recipient’s server refuses mails for ann@example.com and says so at length',
  status: 'pending',
  generation: 1,
  attempts: 4,
  retry_count: 1,
  fingerprint: FINGERPRINT,
  consumer: 'emailsend_consumer',
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  is_edited: false,
  original_created_at: ago(7300),
  dlq_created_at: ago(7200),
};

export const POISON: DeadLetter = {
  id: '4712',
  original_subject: 'primecheck',
  error_type: 'poison',
  error_message: 'not an envelope:\nline two \u001b[31mred\u001b[0m',
  status: 'resolved',
  resolution: 'superseded',
  generation: 0,
  attempts: 1,
  retry_count: 0,
  is_edited: false,
  dlq_created_at: ago(30),
  resolved_at: ago(10),
  resolved_by: 'worker-1',
};

export const LETTER_LIST = { items: [POISON, LETTER], next_cursor: '4711', is_partial: false };

export const TIMELINE: Timeline = {
  id: REQUEST_ID,
  events: [
    { at: ago(7300), kind: 'accepted', title: 'The request was accepted' },
    { at: ago(7299.5), kind: 'published', title: 'Published to primecheck_stream as 17', generation: 0 },
    {
      at: ago(7290),
      kind: 'attempt_failed',
      title: 'Attempt 1 failed',
      attempt: 1,
      worker: 'email-send-worker-a1',
      error_code: 'smtp_451',
      error_message: 'greylisted',
    },
    { at: ago(7200), kind: 'dead_lettered', title: 'Became dead letter 4711', worker: 'email-send-worker-a1' },
    { at: ago(60), kind: 'redriven', title: 'Sent again as generation 1', actor: 'ann' },
    { at: ago(59), kind: 'completed', title: 'Completed' },
  ],
};

export const LETTER_DETAIL: DeadLetterDetail = {
  ...LETTER,
  payload: { id: REQUEST_ID, type: 'email.send', version: 1, payload: { delivery_id: REQUEST_ID } },
  headers: { 'Ballast-Message-Id': REQUEST_ID, traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
  error_stack: 'Error: mailbox unavailable\n    at send (smtp.ts:12:7)',
  worker: 'email-send-worker-a1',
  first_failed_at: ago(7290),
  last_failed_at: ago(7201),
  timeline: TIMELINE.events,
  other_letters: [POISON],
};

export const POISON_DETAIL: DeadLetterDetail = {
  ...POISON,
  payload_raw: Buffer.from([0xff, 0x00, 0x1b, 0x5b, 0x41]).toString('base64'),
  headers: {},
  timeline: [],
  other_letters: [],
};

const NO_COUNTS = { waiting: 0, sent: 0, succeeded: 0, failed: 0, silent: 0, refused: 0, cancelled: 0 };

export const JOB: RedriveJob = {
  id: JOB_ID,
  state: 'running',
  operator: 'ann',
  reason: 'the mail server is back',
  rate_per_second: 50,
  failure_threshold: 0.2,
  wave_deadline_seconds: 60,
  force: false,
  total: 500,
  wave: 3,
  waves: [
    { ...NO_COUNTS, size: 1, succeeded: 1 },
    { ...NO_COUNTS, size: 5, succeeded: 5 },
    { ...NO_COUNTS, size: 25, succeeded: 24, failed: 1 },
    { ...NO_COUNTS, size: 469, succeeded: 100, sent: 9, waiting: 350, refused: 10 },
  ],
  counts: { ...NO_COUNTS, succeeded: 130, failed: 1, sent: 9, waiting: 350, refused: 10 },
  not_before: ago(20),
  created_at: ago(20),
  started_at: ago(19),
};

export const FINISHED_JOB: RedriveJob = {
  ...JOB,
  state: 'completed',
  waves: [{ ...NO_COUNTS, size: 500, succeeded: 500 }],
  wave: 0,
  counts: { ...NO_COUNTS, succeeded: 500 },
  finished_at: ago(1),
};

export const STOPPED_JOB: RedriveJob = {
  ...JOB,
  state: 'stopped',
  wave: 0,
  waves: [
    { ...NO_COUNTS, size: 1, failed: 1 },
    { ...NO_COUNTS, size: 5, waiting: 5 },
  ],
  total: 6,
  counts: { ...NO_COUNTS, failed: 1, waiting: 5 },
  stop_reason: '1 of 1 in the first wave failed: smtp_550',
};

export const asDetail = (job: RedriveJob): RedriveJobDetail => ({
  ...job,
  items: [
    {
      position: 0,
      wave: 0,
      letter_id: '4711',
      message_id: REQUEST_ID,
      generation: 1,
      state: 'refused',
      reason_code: 'not_pending',
      reason: 'it is being redriven by another job',
    },
  ],
  next_cursor: null,
});

export const DRY_RUN: DryRun = {
  total: 500,
  would_send: 482,
  refused: [
    { code: 'poison', reason: 'poison is sent with force alone', count: 18, examples: ['4712', '4713', '4714'] },
  ],
  by_type: { transient: 400, permanent: 82, poison: 18 },
  by_age: { hour: 12, day: 370, week: 100, older: 0 },
  oldest_at: ago(86_400 * 3),
  waves: [1, 5, 25, 451],
  estimated_seconds: 9.64,
};

export const REFUSAL = { message_id: '4711', code: 'not_pending', reason: 'it is being redriven already' };

export const GROUP: DeadLetterGroup = {
  fingerprint: FINGERPRINT,
  family: 'a'.repeat(64),
  subject: 'emailsend',
  consumer: 'emailsend_consumer',
  error_type: 'permanent',
  error_code: 'smtp_550',
  title: 'smtp_550: mailbox unavailable',
  status: 'active',
  pending: 1234,
  total: 5000,
  first_seen_at: ago(86_400 * 2),
  last_seen_at: ago(90),
  regressed_at: ago(3600),
  last_24_hours: [...Array(22).fill(0), 4, 8],
};

export const OTHER_GROUP: DeadLetterGroup = {
  fingerprint: OTHER_FINGERPRINT,
  family: 'b'.repeat(64),
  subject: 'primecheck',
  error_type: 'poison',
  title: 'not an envelope',
  status: 'ignored',
  pending: 2,
  total: 2,
  first_seen_at: ago(500),
  last_seen_at: ago(400),
  last_24_hours: Array(24).fill(0),
};

export const STATS: DlqStats = {
  pending: 1236,
  reprocessing: 9,
  resolved: 3761,
  discarded: 3,
  last_hour: 12,
  oldest_pending_at: ago(86_400 * 2),
  by_type: { transient: 0, permanent: 1234, poison: 2 },
  by_subject: { primecheck: 2, emailsend: 1234 },
  hours: [{ date_hour: '2026-11-26T21:00:00.000Z', subject: 'emailsend', error_type: 'permanent', count: 12 }],
};

export const RULE: Rule = {
  name: 'network-timeouts',
  description: 'timeouts pass',
  mode: 'active',
  error_pattern: 'ETIMEDOUT|ECONNRESET',
  wait_seconds: 1800,
  max_retries: 2,
  condition_query: 'subject:emailsend',
  hour_from: 22,
  hour_to: 6,
  budget_per_hour: 1000,
  cooldown_seconds: 60,
  rate_per_second: 10,
  last_fired_at: ago(300),
  fired_total: 42,
  shadow_total: 7,
  changed_by: 'ann',
  updated_at: ago(86_400),
};

export const VIEW = { name: 'mailboxes', query: 'code:smtp_550 AND age:>1h', owner: 'ann', created_at: ago(600) };

export const AUDIT_ENTRY: AuditEntry = {
  seq: 17,
  at: ago(60),
  actor: 'ann',
  act: 'redrive.create',
  target_type: 'job',
  target_id: JOB_ID,
  reason: 'the mail server is back',
  outcome: 'done',
  details: { total: 500 },
  prev_hash: 'c'.repeat(64),
  hash: 'd'.repeat(64),
};

const ACCOUNT = {
  accepted: 10_000,
  completed: 9_900,
  dead_lettered: 60,
  discarded: 3,
  in_flight: 37,
  unaccounted: 0,
  oldest_in_flight_seconds: 12.5,
  balanced: true,
};

export const LEDGER: Ledger = { ...ACCOUNT, emails: { ...ACCOUNT, in_flight: 0 }, checked_at: ago(20) };

export const LOSING_LEDGER: Ledger = { ...LEDGER, in_flight: 36, unaccounted: 1, balanced: false };

export const VERIFICATION: LedgerVerification = {
  ledger: LOSING_LEDGER,
  counted: { requests: { processing: 37 }, emails: { processing: 37 } },
  unaccounted: [
    {
      ledger: 'requests',
      id: REQUEST_ID,
      generation: 0,
      enqueue: 1,
      created_at: ago(4000),
      evidence: 'message 17 is not in primecheck_stream, and there is no outbox row',
    },
  ],
  is_complete: false,
};

export const STREAM: Stream = {
  name: 'primecheck_stream',
  subjects: ['primecheck'],
  messages: 1500,
  bytes: 1_572_864,
  first_seq: 100,
  last_seq: 1599,
  created_at: ago(86_400),
  oldest_at: ago(120),
  consumers: [
    {
      name: 'primecheck_consumer',
      pending: 1480,
      in_flight: 20,
      redelivered: 3,
      last_delivered_seq: 120,
      ack_floor_seq: 99,
      waiting_pulls: 0,
    },
  ],
};

export const WORKER: Worker = {
  name: 'email-send-worker-a1',
  service: 'email-send-worker',
  status: 'unhealthy',
  last_heartbeat: ago(95),
  is_live: false,
  error: 'no progress for 60 s',
  metadata: {},
};

export const BREAKER: Breaker = {
  worker: 'email-send-worker-a1',
  service: 'email-send-worker',
  dependency: 'smtp',
  state: 'open',
  reason: 'connect ECONNREFUSED 127.0.0.1:1025',
  since: ago(40),
  next_probe_at: new Date(NOW.getTime() + 20_000).toISOString(),
};

export const SYSTEM: System = {
  status: 'degraded',
  problems: [
    {
      severity: 'warning',
      what: '1,236 dead letters are pending, 12 of them from the last hour',
      next: 'ballast dlq groups shows what they have in common',
    },
    {
      severity: 'critical',
      what: 'The breaker before smtp is open on email-send-worker-a1: connect ECONNREFUSED 127.0.0.1:1025',
      next: 'look whether the mail server runs; ballast breakers shows the next probe',
    },
  ],
  checks: { mysql: { status: 'ok', ms: 1.2 }, nats: { status: 'down', ms: 1000, error: 'no answer' } },
  workers: [
    WORKER,
    { ...WORKER, name: 'prime-check-worker-b2', service: 'prime-check-worker', status: 'healthy', is_live: true },
  ],
  breakers: [BREAKER],
  outbox: [{ subject: 'emailsend', count: 120, oldest_age_seconds: 42 }],
  streams: [STREAM],
  dead_letters: { pending: 1236, last_hour: 12, oldest_pending_at: ago(86_400 * 2) },
  jobs_running: 1,
};

export const HEALTHY_SYSTEM: System = {
  ...SYSTEM,
  status: 'ok',
  problems: [],
  checks: { mysql: { status: 'ok', ms: 1.2 } },
  breakers: [],
  outbox: [],
  dead_letters: { pending: 0, last_hour: 0 },
  jobs_running: 0,
};

export const LIMIT_POLICY: LimitPolicy = {
  policy: 'prime-check',
  endpoints: ['POST /prime-check'],
  mode: 'shadow',
  fails: 'open',
  limits: [
    { name: 'prime-check-per-ip', kind: 'ip', limit: 60, window_seconds: 60, burst: 60 },
    { name: 'prime-check-global', kind: 'global', limit: 1000, window_seconds: 60, burst: 1000 },
  ],
  last_minute: { allowed: 1200, denied: 0, shadow_denied: 34, bypassed: 5 },
  changed_by: 'ann',
  changed_at: ago(60),
  reason: 'too strict?',
};

export const LIMITS: Limits = {
  enabled: true,
  store: { state: 'local', reason: 'connect ECONNREFUSED', live_instances: 2 },
  global: { factor: 0.7, reasons: ['the event loop is 210 ms late'] },
  policies: [LIMIT_POLICY],
};

export const BUCKETS: Buckets = {
  kind: 'ip',
  id: '198.51.100.7',
  buckets: [
    {
      name: 'prime-check-per-ip',
      endpoint: 'POST /prime-check',
      limit: 60,
      remaining: 0,
      full_at: new Date(NOW.getTime() + 60_000).toISOString(),
      blocked_until: new Date(NOW.getTime() + 5_000).toISOString(),
    },
    { name: 'prime-check-list-per-ip', endpoint: 'GET /prime-check', limit: 30, remaining: 30 },
  ],
};

export const TOP_CONSUMERS: TopConsumers = {
  window_seconds: 300,
  items: [
    { kind: 'ip', id: '198.51.100.7', requests: 1234, denied: 900 },
    { kind: 'service', id: 'batch', requests: 12, denied: 0 },
  ],
};

export const KEY_ROTATION: KeyRotation = {
  current_key: '1f2e3d4c',
  table: 'prime_checks',
  scanned: 1000,
  resealed: 1000,
  keys: { '1f2e3d4c': 1000 },
  left: [],
  total_estimate: 1250,
  next_cursor: 'users:',
};
export const LAST_KEY_ROTATION: KeyRotation = {
  ...KEY_ROTATION,
  table: 'users',
  scanned: 300,
  resealed: 201,
  keys: { '1f2e3d4c': 201, '99999999': 1 },
  left: [{ table: 'users', id: REQUEST_ID, code: 'unknown_key' }],
  next_cursor: null,
};

const at = NOW.getTime() / 1000;

/** What Prometheus says of a query now. */
export const VALUES = {
  status: 'success',
  data: {
    resultType: 'vector',
    result: [
      { metric: { __name__: 'up', job: 'web-server', instance: 'a:1' }, value: [at, '1'] },
      { metric: { __name__: 'up', job: 'dlq-manager', instance: 'b:2' }, value: [at, '1234.5'] },
      { metric: { __name__: 'up', job: 'redis', instance: 'c:3' }, value: [at, 'NaN'] },
    ],
  },
};

/** And how it went, with a gap. */
export const COURSES = {
  status: 'success',
  data: {
    resultType: 'matrix',
    result: [
      {
        metric: { __name__: 'up', job: 'web-server' },
        values: [
          [at - 3_600, '1'],
          [at - 1_800, 'NaN'],
          [at, '0.0004'],
        ],
      },
      {
        metric: { __name__: 'up', job: 'dlq-manager' },
        values: [
          [at - 3_600, '2000'],
          [at - 1_800, '3000'],
          [at, '2500'],
        ],
      },
    ],
  },
};

/** What a log with a bit of everything comes to. */
export const LOG_REPORT = logReport();

function logReport(): LogReport {
  const analysis = new LogAnalysis('0af7651916cd43dd8448eb211c80319c');
  const about = {
    service: 'prime-check-worker',
    time: NOW.toISOString(),
    trace_id: '0af7651916cd43dd8448eb211c80319c',
  };
  const long = 'a very long text that no terminal has a line for, '.repeat(6);
  analysis.add(JSON.stringify({ level: 'error', ...about, message_id: `${REQUEST_ID}:r0:e1`, msg: long }));
  analysis.add(JSON.stringify({ level: 'info', ...about, message_id: `${REQUEST_ID}:r0:e1`, msg: long, ms: 90_000 }));
  analysis.add(long);
  return { ...analysis.report(10), left_out: { errors: 1, operations: 2_000, messages: 30_000 } };
}
