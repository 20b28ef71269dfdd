import { SUBJECT } from '@ballast/contracts';
import { REDRIVE_JOB_STATES } from '@ballast/contracts/operators';
import { counter, gauge, histogram } from './define-metric.ts';

const by = ['dlq-manager'] as const;
const subject = [SUBJECT.primeCheck, SUBJECT.emailSend, 'other'] as const;
const type = ['transient', 'permanent', 'poison'] as const;

/** Dead letters, from the broker into the database. */
export const deadLetters = {
  pending: gauge({
    name: 'dlq_message_count',
    help: 'Dead letters that wait for somebody to act, by the database',
    unit: 'count',
    by,
    labels: { subject, type },
  }),
  oldestPending: gauge({
    name: 'dlq_oldest_pending_timestamp_seconds',
    help: 'When the oldest pending dead letter was stored, in Unix time; 0 when there is none',
    unit: 'timestamp',
    by,
  }),
  overduePending: gauge({
    name: 'dlq_overdue_pending_count',
    help: 'Pending dead letters older than RETENTION_PENDING_LETTERS_DAYS: they are never purged, somebody has to act',
    unit: 'count',
    by,
  }),
  letters: counter({
    name: 'dlq_letters_total',
    help: 'Letters taken from dlq.*, by what became of them; `known` is one that was stored before',
    by,
    labels: { subject, fate: ['dead', 'kept', 'succeeded', 'superseded', 'discarded', 'known'] },
  }),
  batchSize: histogram({
    name: 'dlq_store_batch_size',
    help: 'Letters stored by one transaction',
    unit: 'count',
    by,
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
  }),
  batchSeconds: histogram({
    name: 'dlq_store_batch_seconds',
    help: 'Duration of a transaction that stores letters',
    unit: 'seconds',
    by,
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
  }),
  lag: histogram({
    name: 'dlq_ingest_lag_seconds',
    help: 'From a letter on dlq.* to its row',
    unit: 'seconds',
    by,
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 600, 3_600, 86_400],
  }),
  waiting: gauge({
    name: 'dlq_ingest_waiting_count',
    help: 'Letters on dlq.* that are not stored yet',
    unit: 'count',
    by,
  }),
  streamPurged: counter({
    name: 'dlq_stream_purged_total',
    help: 'Letters removed from dlq.* after they were stored',
    by,
  }),
  advisories: counter({
    name: 'dlq_advisories_total',
    help: 'Advisories of the broker about messages of the work streams',
    by,
    labels: { kind: ['max_deliveries', 'msg_terminated', 'other'] },
  }),
} as const;

/** Dead letters on their way back: jobs, and the rules that make some of them. */
export const redrives = {
  sent: counter({ name: 'redrive_sent_total', help: 'Dead letters put back into the outbox', by }),
  refused: counter({
    name: 'redrive_refused_total',
    help: 'Items of redrive jobs that were refused when their turn came, by reason',
    by,
    labels: {
      code: [
        'unknown_letter',
        'not_pending',
        'not_discarded',
        'generation_changed',
        'already_completed',
        'not_dead',
        'poison',
        'payload_not_text',
        'too_large',
        'already_queued',
        'too_many_redrives',
      ],
    },
  }),
  items: counter({
    name: 'redrive_items_total',
    help: 'Items of completed redrive jobs by how they ended; counted when the job ends',
    by,
    labels: { outcome: ['succeeded', 'failed', 'silent', 'refused', 'cancelled'] },
  }),
  ended: counter({
    name: 'redrive_jobs_ended_total',
    help: 'Redrive jobs that completed, or stopped by themselves because too much came back',
    by,
    labels: { state: ['completed', 'stopped'] },
  }),
  jobs: gauge({
    name: 'redrive_jobs',
    help: 'Redrive jobs by state when last counted',
    unit: 'count',
    by,
    labels: { state: REDRIVE_JOB_STATES },
  }),
  stepSeconds: histogram({
    name: 'redrive_step_seconds',
    help: 'One transaction of a redrive job',
    unit: 'seconds',
    by,
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
  }),
  ruleLetters: counter({
    name: 'dlq_rule_letters_total',
    help: 'Letters that automatic rules redrove, or in shadow mode would have',
    by,
    labels: { mode: ['active', 'shadow'] },
  }),
  ruleHeld: counter({
    name: 'dlq_rule_held_total',
    help: 'Times a rule with letters to redrive did not act, by what held it',
    by,
    labels: { reason: ['switch', 'mode', 'cooldown', 'budget', 'stopped_job', 'refused'] },
  }),
  ruleFailures: counter({ name: 'dlq_rule_failures_total', help: 'Looks at a rule that failed', by }),
} as const;
