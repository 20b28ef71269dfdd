import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';

let testDatabase: TestDatabase;

interface Plan {
  key: string | null;
  Extra: string | null;
  rows: number;
}

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  for (const statement of [...FILL, ANALYZE]) await testDatabase.db.pool.query(statement);
}, 120_000);
afterAll(() => testDatabase.drop());

/** 0 to 9,999; both servers can make it without a table of numbers. */
const NUMBERS = `WITH RECURSIVE digits (d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM digits WHERE d < 9),
  numbers (n) AS (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d FROM digits a, digits b, digits c, digits e)`;
const AGO = 'NOW(3) - INTERVAL n SECOND';

// One row in a hundred is what the queries look for, so that an index is worth using.
const FILL = [
  `INSERT INTO prime_checks (id, number, user_id, status, is_prime, certainty, completed_at, created_at, updated_at) ${NUMBERS}
    SELECT CONCAT('request-', LPAD(n, 6, '0')), n, IF(n % 2 = 0, NULL, CONCAT('user-', n % 20)), IF(n % 100 = 0, 'processing', 'completed'), IF(n % 100 = 0, NULL, n % 50 = 1),
      IF(n % 100 = 0, NULL, 'proven'), IF(n % 100 = 0, NULL, ${AGO}), ${AGO}, ${AGO} FROM numbers`,
  `INSERT INTO user_emails (email_index, user_id) ${NUMBERS} SELECT LPAD(n, 64, '0'), CONCAT('user-', n) FROM numbers`,
  `INSERT INTO sessions (id, token_hash, user_id, expires_at) ${NUMBERS}
    SELECT CONCAT('session-', n), LPAD(n, 64, '0'), CONCAT('user-', n), NOW(3) FROM numbers`,
  `INSERT INTO login_tokens (id, user_id, token_hash, expires_at) ${NUMBERS}
    SELECT CONCAT('link-', n), CONCAT('user-', FLOOR(n / 4)), LPAD(n, 64, '0'), NOW(3) FROM numbers`,
  `INSERT INTO email_deliveries (id, kind, aggregate_id, status, sent_at, updated_at) ${NUMBERS}
    SELECT CONCAT('delivery-', LPAD(n, 6, '0')), 'prime_check_result', CONCAT('request-', n), IF(n % 100 = 0, 'pending', 'sent'),
      IF(n % 100 = 0, NULL, ${AGO}), ${AGO} FROM numbers`,
  `INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, subject, payload, headers, next_retry_at) ${NUMBERS}
    SELECT CONCAT('event-', n), 'prime_check', n, 't', IF(n % 100 = 0, 'emailsend', 'primecheck'), '{}', '{}', ${AGO} FROM numbers`,
  `INSERT INTO outbox_history (event_id, subject, stream, stream_created, seq, published_at) ${NUMBERS}
    SELECT CONCAT('event-', n), 'primecheck', 's', 'c', n, ${AGO} FROM numbers`,
  `INSERT INTO message_processing_logs (message_id, generation, enqueue, subject, status, worker, created_at) ${NUMBERS}
    SELECT CONCAT('message-', FLOOR(n / 4)), 0, 1, 'primecheck', 'failed', 'w', ${AGO} FROM numbers`,
  `INSERT INTO dead_letter_messages (letter_key, original_subject, original_message_id, payload, error_message, error_type,
      fingerprint, status, dlq_created_at, resolved_at) ${NUMBERS}
    SELECT CONCAT('letter-', n), IF(n % 100 = 0, 'emailsend', 'primecheck'), CONCAT('message-', n), '{}', 'm', 'transient',
      LPAD(n % 100, 64, '0'), IF(n % 100 = 0, 'pending', 'resolved'), ${AGO}, IF(n % 100 = 0, NULL, ${AGO}) FROM numbers`,
  `INSERT INTO dead_letter_groups (fingerprint, family, subject, error_type, title, status, first_seen_at, last_seen_at) ${NUMBERS}
    SELECT LPAD(n, 64, '0'), LPAD(n % 10, 64, '0'), 'primecheck', 'transient', 't', IF(n % 100 = 0, 'ignored', 'active'), ${AGO}, ${AGO} FROM numbers`,
  `INSERT INTO dlq_statistics (date_hour, subject, error_type, count) ${NUMBERS}
    SELECT NOW() - INTERVAL n HOUR, CONCAT('subject-', n % 10), 'transient', 1 FROM numbers`,
  `INSERT INTO redrive_job_items (job_id, position, wave, letter_id, generation, message_id, state) ${NUMBERS}
    SELECT CONCAT('job-', n % 10), n, n % 4, n, 0, CONCAT('message-', n),
      IF(n % 100 = 0, 'sent', IF(n % 100 = 7, 'waiting', 'succeeded')) FROM numbers`,
  `INSERT INTO worker_health_checks (worker_name, status, last_heartbeat) ${NUMBERS}
    SELECT CONCAT('worker-', n), IF(n % 100 = 0, 'healthy', 'unhealthy'), ${AGO} FROM numbers`,
  `INSERT INTO audit_log (seq, at, actor, act, target_type, target_id, outcome, details, prev_hash, hash) ${NUMBERS}
    SELECT n, ${AGO}, CONCAT('actor-', n % 100), 'letter.edit', 'letter', n % 1000, 'done', '{}', '', '' FROM numbers`,
  `INSERT INTO idempotency_keys (caller, idem_key, body_hash, request_id, created_at) ${NUMBERS}
    SELECT n % 10, n, 'h', 'r', ${AGO} FROM numbers`,
  `INSERT INTO redrive_jobs (id, state, operator, reason, rule, selection, rate_per_second, not_before, waves,
      failure_threshold, wave_deadline_seconds, total, created_at) ${NUMBERS}
    SELECT CONCAT('job-', n), IF(n % 100 = 0, 'running', 'completed'), 'o', 'r', CONCAT('rule-', n % 100), '{}', 1, ${AGO}, '[]',
      0, 1, 1, ${AGO} FROM numbers`,
  `INSERT INTO hub_events (stream, event_id, subject, body, headers, stream_created, seq, accepted_at) ${NUMBERS}
    SELECT CONCAT('key-', n % 4), CONCAT('event-', n), 's', '{}', '{}', IF(n % 100 = 0, NULL, CONCAT('c-', n % 8)), IF(n % 100 = 0, NULL, n), ${AGO} FROM numbers`,
  `INSERT INTO hub_groups (stream, name, stream_created) ${NUMBERS} SELECT CONCAT('key-', n % 400), CONCAT('group-', n), 'c' FROM numbers`,
];
const ANALYZE = `ANALYZE TABLE hub_events, hub_groups, audit_log, prime_checks, email_deliveries, outbox, outbox_history, message_processing_logs,
  dead_letter_messages, dead_letter_groups, dlq_statistics, redrive_jobs, redrive_job_items, worker_health_checks,
  idempotency_keys, user_emails, sessions, login_tokens`;

test.each([
  // the relay
  [
    'outbox_subject_next_retry_at_id',
    `SELECT * FROM outbox WHERE subject = 'primecheck' AND next_retry_at <= NOW(3) ORDER BY next_retry_at, id LIMIT 100 FOR UPDATE SKIP LOCKED`,
  ],
  [
    'outbox_subject_next_retry_at_id',
    `SELECT * FROM outbox WHERE subject = 'emailsend' AND next_retry_at <= NOW(3) ORDER BY next_retry_at, id LIMIT 100 FOR UPDATE SKIP LOCKED`,
  ],
  ['PRIMARY', 'DELETE FROM outbox WHERE id IN (1, 2, 3) ORDER BY id LIMIT 3'],
  ['outbox_event_id', `SELECT id FROM outbox WHERE event_id = 'event-7'`],
  // the hub's outbox: what is there, what has to be published, where it lies, what has ended, what has to go out again
  ['hub_events_place', 'SELECT stream FROM hub_events FORCE INDEX (hub_events_place) GROUP BY stream'],
  [
    'hub_events_stream_event_id',
    `SELECT event_id FROM hub_events FORCE INDEX (hub_events_stream_event_id)
      WHERE stream = 'key-1' AND event_id IN ('event-1', 'event-5')`,
  ],
  [
    'hub_events_place',
    `SELECT id, body FROM hub_events FORCE INDEX (hub_events_place)
      WHERE stream = 'key-1' AND stream_created IS NULL AND seq IS NULL ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED`,
  ],
  [
    'PRIMARY',
    `UPDATE hub_events FORCE INDEX (PRIMARY) SET stream_created = 'c', seq = ELT(FIELD(id, 1, 2, 3), 7, 8, 9) WHERE id IN (1, 2, 3)`,
  ],
  [
    'hub_events_place',
    `SELECT stream_created, MAX(seq) AS seq FROM hub_events FORCE INDEX (hub_events_place)
      WHERE stream = 'key-1' AND stream_created IS NOT NULL GROUP BY stream_created`,
  ],
  [
    'hub_events_place',
    `SELECT event_id, enqueue FROM hub_events FORCE INDEX (hub_events_place)
      WHERE stream = 'key-1' AND stream_created = 'c-1' AND seq = 1 LIMIT 1`,
  ],
  [
    'hub_events_place',
    `DELETE FROM hub_events WHERE stream = 'key-1' AND stream_created = 'c-1' AND seq BETWEEN 1 AND 100 ORDER BY seq LIMIT 500`,
  ],
  [
    'hub_events_place',
    `DELETE FROM hub_events WHERE stream = 'key-1' AND stream_created = 'c-1' AND seq < 100
      AND accepted_at < NOW(3) - INTERVAL 9000 SECOND ORDER BY seq LIMIT 500`,
  ],
  [
    'hub_events_place',
    `UPDATE hub_events FORCE INDEX (hub_events_place) SET stream_created = NULL, seq = NULL
      WHERE stream = 'key-1' AND stream_created <> 'c-1' LIMIT 500`,
  ],
  [
    'hub_events_place',
    `SELECT stream_created IS NULL AS is_waiting, COUNT(*) AS events, MIN(id) AS oldest
      FROM hub_events FORCE INDEX (hub_events_place) GROUP BY stream, stream_created`,
  ],
  ['PRIMARY', 'SELECT MIN(accepted_at) AS accepted_at FROM hub_events WHERE id IN (1, 2, 3)'],
  ['PRIMARY', `SELECT name, stream_created FROM hub_groups WHERE stream = 'key-1' ORDER BY name`],
  ['PRIMARY', 'SELECT DISTINCT stream FROM hub_groups'],
  // requests
  ['PRIMARY', 'SELECT * FROM prime_checks ORDER BY id DESC LIMIT 50'],
  ['PRIMARY', `SELECT * FROM prime_checks WHERE id < 'request-005000' ORDER BY id DESC LIMIT 50`],
  ['prime_checks_status_id', `SELECT * FROM prime_checks WHERE status = 'processing' ORDER BY id DESC LIMIT 50`],
  [
    'prime_checks_status_id',
    `SELECT * FROM prime_checks WHERE status = 'processing' AND id < 'request-005000' ORDER BY id DESC LIMIT 50`,
  ],
  ['prime_checks_status_id', 'SELECT status, COUNT(*) FROM prime_checks GROUP BY status'],
  // the list: one range of one index for each branch, whoever asks
  ...["'user-7'", 'NULL'].flatMap((owner) =>
    (
      [
        ['prime_checks_user_id_id', ''],
        ['prime_checks_user_id_id', "AND id < 'request-005000'"],
        ['prime_checks_user_id_status_id', "AND status = 'processing' AND id < 'request-005000'"],
        ['prime_checks_user_id_is_prime_id', "AND is_prime = 1 AND id < 'request-005000'"],
        ['prime_checks_user_id_number_id', "AND number = '7' AND id < 'request-005000'"],
        ['prime_checks_user_id_number_id', "AND number = '7' AND is_prime = 1"],
      ] as const
    ).map(([index, more]): [string, string] => [
      index,
      `SELECT id FROM prime_checks FORCE INDEX (${index}) WHERE user_id <=> ${owner} ${more} ORDER BY id DESC LIMIT 51`,
    ]),
  ),
  // accounts: who has an address, a cookie's session, a token's, the links of one user
  ['PRIMARY', `SELECT user_id FROM user_emails WHERE email_index IN (LPAD(7, 64, '0'), LPAD(9, 64, '0')) LIMIT 1`],
  ['sessions_token_hash', `SELECT id FROM sessions WHERE token_hash = LPAD(7, 64, '0') AND expires_at > '2000-01-01'`],
  ['PRIMARY', `SELECT id FROM sessions WHERE id = 'session-7' AND expires_at > '2000-01-01'`],
  ['login_tokens_token_hash', `SELECT id FROM login_tokens WHERE token_hash = LPAD(7, 64, '0')`],
  [
    'login_tokens_user_id',
    `SELECT COUNT(*) FROM login_tokens FORCE INDEX (login_tokens_user_id) WHERE user_id = 'user-7' AND used_at IS NULL AND expires_at > NOW(3)`,
  ],
  [
    'prime_checks_updated_at_id',
    'SELECT * FROM prime_checks WHERE updated_at > NOW(3) - INTERVAL 60 SECOND ORDER BY updated_at, id LIMIT 50',
  ],
  [
    'PRIMARY',
    `SELECT * FROM prime_checks WHERE id IN ('request-000001', 'request-000003', 'request-000007') ORDER BY id FOR UPDATE`,
  ],
  [
    'idempotency_keys_created_at',
    'SELECT caller FROM idempotency_keys WHERE created_at < NOW(3) - INTERVAL 9900 SECOND ORDER BY created_at LIMIT 100',
  ],
  ['PRIMARY', `SELECT * FROM idempotency_keys WHERE caller = '7' AND idem_key = '17'`],
  // deliveries
  [
    'email_deliveries_kind_aggregate',
    `SELECT * FROM email_deliveries WHERE kind = 'prime_check_result' AND aggregate_id = 'request-7'`,
  ],
  ['email_deliveries_aggregate_id', `SELECT * FROM email_deliveries WHERE aggregate_id = 'request-7'`],
  ['email_deliveries_status_id', `SELECT * FROM email_deliveries WHERE status = 'pending' ORDER BY id LIMIT 50`],
  [
    'email_deliveries_updated_at_id',
    'SELECT * FROM email_deliveries WHERE updated_at < NOW(3) - INTERVAL 9900 SECOND ORDER BY updated_at, id LIMIT 50',
  ],
  // attempts
  [
    'message_processing_logs_identity',
    `SELECT COUNT(*) FROM message_processing_logs WHERE message_id = 'message-7' AND generation = 0 AND enqueue = 1 AND status = 'failed'`,
  ],
  ['message_processing_logs_identity', `SELECT * FROM message_processing_logs WHERE message_id = 'message-7'`],
  [
    'message_processing_logs_created_at',
    'SELECT id FROM message_processing_logs WHERE created_at < NOW(3) - INTERVAL 9900 SECOND ORDER BY created_at LIMIT 100',
  ],
  // dead letters
  ['dead_letter_messages_letter_key', `SELECT * FROM dead_letter_messages WHERE letter_key = 'letter-7'`],
  [
    'dead_letter_messages_message_id',
    `SELECT * FROM dead_letter_messages WHERE original_message_id = 'message-7' AND status = 'pending'`,
  ],
  [
    'dead_letter_messages_status_created',
    `SELECT * FROM dead_letter_messages WHERE status = 'pending' ORDER BY dlq_created_at DESC, id DESC LIMIT 50`,
  ],
  [
    'dead_letter_messages_subject_id',
    `SELECT * FROM dead_letter_messages WHERE original_subject = 'emailsend' ORDER BY id DESC LIMIT 50`,
  ],
  [
    'dead_letter_messages_fingerprint',
    `SELECT * FROM dead_letter_messages WHERE fingerprint = LPAD(7, 64, '0') ORDER BY id DESC LIMIT 50`,
  ],
  // storing letters: keys that are there, older letters of a message, and closing them
  [
    'dead_letter_messages_letter_key',
    `SELECT letter_key FROM dead_letter_messages WHERE letter_key IN ('letter-7', 'letter-9', 'x')`,
  ],
  [
    'dead_letter_messages_message_id',
    `SELECT original_message_id, MAX(generation) FROM dead_letter_messages WHERE original_message_id IN ('message-7', 'message-9') GROUP BY original_message_id`,
  ],
  [
    'dead_letter_messages_message_id',
    `SELECT id FROM dead_letter_messages WHERE original_message_id IN ('message-7', 'message-9') AND status IN ('pending', 'reprocessing')`,
  ],
  [
    'PRIMARY',
    'SELECT id, status FROM dead_letter_messages FORCE INDEX (PRIMARY) WHERE id IN (1, 7, 9) ORDER BY id FOR UPDATE',
  ],
  [
    'PRIMARY',
    `UPDATE dead_letter_messages FORCE INDEX (PRIMARY) SET status = 'resolved', resolution = 'succeeded', resolved_at = NOW(3), resolved_by = 'w' WHERE id IN (1, 7, 9)`,
  ],
  [
    'redrive_job_items_message',
    `SELECT job_id, position, message_id, generation FROM redrive_job_items WHERE message_id IN ('message-100', 'message-200') AND state IN ('sent', 'silent')`,
  ],
  [
    'PRIMARY',
    `UPDATE redrive_job_items SET state = 'failed', finished_at = NOW(3) WHERE job_id = 'job-1' AND position = 1 AND state IN ('sent', 'silent')`,
  ],
  [
    'PRIMARY',
    `UPDATE prime_checks FORCE INDEX (PRIMARY) SET status = 'dead' WHERE id IN ('request-000100', 'request-000200')`,
  ],
  [
    'PRIMARY',
    `UPDATE email_deliveries FORCE INDEX (PRIMARY) SET status = 'dead', lease_owner = NULL WHERE id IN ('delivery-000100', 'delivery-000200')`,
  ],
  [
    'message_processing_logs_identity',
    `SELECT message_id, generation, MIN(created_at) FROM message_processing_logs WHERE message_id IN ('message-7', 'message-9') AND status = 'failed' GROUP BY message_id, generation`,
  ],
  // groups that a letter may open again
  [
    'PRIMARY',
    `SELECT fingerprint FROM dead_letter_groups FORCE INDEX (PRIMARY) WHERE fingerprint IN (LPAD(7, 64, '0'), LPAD(9, 64, '0')) AND status <> 'active' ORDER BY fingerprint`,
  ],
  [
    'dead_letter_messages_fingerprint',
    `SELECT dlq_created_at > NOW(3) - INTERVAL 1 HOUR FROM dead_letter_messages WHERE fingerprint = LPAD(7, 64, '0') ORDER BY id DESC LIMIT 1 OFFSET 20`,
  ],
  // silent instances
  [
    'worker_health_checks_status_heartbeat',
    `SELECT id FROM worker_health_checks WHERE status = 'healthy' AND last_heartbeat < NOW(3) - INTERVAL 9000 SECOND ORDER BY last_heartbeat LIMIT 100`,
  ],
  // retention
  [
    'message_processing_logs_created_at',
    `SELECT id, message_id, created_at FROM message_processing_logs WHERE created_at < NOW(3) - INTERVAL 9000 SECOND AND created_at >= '1970-01-02' AND (created_at > '1970-01-02' OR id > 7) ORDER BY created_at, id LIMIT 500`,
  ],
  ['PRIMARY', 'DELETE FROM message_processing_logs WHERE id IN (1, 2, 3) ORDER BY id LIMIT 3'],
  [
    'dead_letter_messages_status_resolved',
    `SELECT id FROM dead_letter_messages WHERE status = 'resolved' AND resolved_at < NOW(3) - INTERVAL 9900 SECOND ORDER BY resolved_at LIMIT 500`,
  ],
  [
    'PRIMARY',
    `SELECT id, status = 'resolved' AND resolved_at < NOW(3) FROM dead_letter_messages FORCE INDEX (PRIMARY) WHERE id IN (1, 2, 3) ORDER BY id FOR UPDATE`,
  ],
  ['PRIMARY', 'DELETE FROM dead_letter_messages WHERE id IN (1, 2, 3) ORDER BY id LIMIT 3'],
  [
    'dead_letter_messages_status_created',
    `SELECT COUNT(*) FROM dead_letter_messages WHERE status = 'pending' AND dlq_created_at < NOW(3) - INTERVAL 9000 SECOND`,
  ],
  [
    'dlq_statistics_hour_subject_type',
    'DELETE FROM dlq_statistics WHERE date_hour < NOW(3) - INTERVAL 9900 HOUR ORDER BY date_hour, subject, error_type LIMIT 500',
  ],
  [
    'outbox_history_published_at',
    `SELECT event_id, published_at FROM outbox_history WHERE published_at < NOW(3) - INTERVAL 9000 SECOND AND published_at >= '1970-01-02' AND (published_at > '1970-01-02' OR event_id > 'a') ORDER BY published_at, event_id LIMIT 500`,
  ],
  [
    'PRIMARY',
    `DELETE FROM outbox_history WHERE event_id IN ('event-1', 'event-2', 'event-3') ORDER BY event_id LIMIT 3`,
  ],
  ['PRIMARY', `DELETE FROM redrive_job_items WHERE job_id = 'job-1' ORDER BY position LIMIT 500`],
  // a search: the covering index decides without reading a row, newest first; a page of one thing walks its own index
  [
    'dead_letter_messages_search',
    `SELECT m.id FROM dead_letter_messages AS m FORCE INDEX (dead_letter_messages_search) WHERE m.id < 9000 AND m.id >= 1000 AND LOCATE('x', m.search_text) > 0 AND m.status = 'pending' AND m.attempts > 1 AND m.dlq_created_at < NOW(3) ORDER BY m.id DESC LIMIT 51`,
  ],
  [
    'dead_letter_messages_status_id',
    `SELECT m.id FROM dead_letter_messages AS m FORCE INDEX (dead_letter_messages_status_id) WHERE m.id < 9000 AND m.status = 'pending' ORDER BY m.id DESC LIMIT 51`,
  ],
  [
    'dead_letter_messages_type_id',
    `SELECT m.id FROM dead_letter_messages AS m FORCE INDEX (dead_letter_messages_type_id) WHERE m.id < 9000 AND m.error_type = 'transient' ORDER BY m.id DESC LIMIT 51`,
  ],
  [
    'dead_letter_messages_fingerprint',
    `SELECT m.id FROM dead_letter_messages AS m FORCE INDEX (dead_letter_messages_fingerprint) WHERE m.id < 9000 AND m.fingerprint = LPAD(7, 64, '0') ORDER BY m.id DESC LIMIT 51`,
  ],
  [
    'dead_letter_messages_status_fingerprint',
    `SELECT m.id FROM dead_letter_messages AS m FORCE INDEX (dead_letter_messages_status_fingerprint) WHERE m.id < 9000 AND m.fingerprint = LPAD(7, 64, '0') AND m.status = 'pending' ORDER BY m.id DESC LIMIT 51`,
  ],
  [
    'PRIMARY',
    `SELECT m.* FROM dead_letter_messages AS m FORCE INDEX (PRIMARY) WHERE m.id IN (5, 7, 9) ORDER BY m.id DESC`,
  ],
  // groups and statistics
  [
    'dead_letter_messages_status_fingerprint',
    `SELECT fingerprint, COUNT(*) FROM dead_letter_messages FORCE INDEX (dead_letter_messages_status_fingerprint) WHERE status = 'pending' GROUP BY fingerprint`,
  ],
  [
    'dead_letter_groups_status_last_seen',
    `SELECT * FROM dead_letter_groups WHERE status = 'ignored' ORDER BY last_seen_at DESC LIMIT 50`,
  ],
  [
    'dead_letter_messages_status_created',
    `SELECT dlq_created_at FROM dead_letter_messages FORCE INDEX (dead_letter_messages_status_created) WHERE status = 'pending' ORDER BY dlq_created_at LIMIT 1`,
  ],
  [
    'dead_letter_messages_created_fingerprint',
    `SELECT COUNT(*) FROM dead_letter_messages FORCE INDEX (dead_letter_messages_created_fingerprint) WHERE dlq_created_at > NOW(3) - INTERVAL 1 HOUR`,
  ],
  [
    'dlq_statistics_hour_subject_type',
    'SELECT * FROM dlq_statistics WHERE date_hour > NOW(3) - INTERVAL 24 HOUR ORDER BY date_hour, subject, error_type',
  ],
  // timelines
  ['outbox_event_id', `SELECT * FROM outbox WHERE event_id >= 'event-7:r' AND event_id < 'event-7:s' LIMIT 200`],
  ['PRIMARY', `SELECT * FROM outbox_history WHERE event_id >= 'event-7:r' AND event_id < 'event-7:s' LIMIT 200`],
  ['redrive_job_items_message', `SELECT * FROM redrive_job_items WHERE message_id IN ('message-7', 'message-8')`],
  ['redrive_job_items_letter', 'SELECT * FROM redrive_job_items WHERE letter_id = 7'],
  [
    'audit_log_target',
    `SELECT * FROM audit_log WHERE target_type = 'letter' AND target_id = '7' ORDER BY seq DESC LIMIT 50`,
  ],
  [
    'outbox_history_published_at',
    'SELECT event_id FROM outbox_history WHERE published_at < NOW(3) - INTERVAL 9900 SECOND ORDER BY published_at LIMIT 100',
  ],
  ['PRIMARY', `SELECT * FROM outbox_history WHERE event_id = 'event-7'`],
  // the reconciler: what is open, page by page, and what moves it
  [
    'prime_checks_status_id',
    `SELECT id, generation, enqueue_count, created_at FROM prime_checks FORCE INDEX (prime_checks_status_id)
      WHERE status = 'processing' AND id > 'request-000100' ORDER BY id LIMIT 1000`,
  ],
  [
    'email_deliveries_status_id',
    `SELECT id, generation, enqueue_count, created_at FROM email_deliveries FORCE INDEX (email_deliveries_status_id)
      WHERE status = 'sending' AND id > '' ORDER BY id LIMIT 1000`,
  ],
  [
    'outbox_event_id',
    `SELECT event_id FROM outbox FORCE INDEX (outbox_event_id) WHERE event_id IN ('event-1', 'event-2', 'event-3')`,
  ],
  [
    'PRIMARY',
    `SELECT event_id, stream, stream_created, seq FROM outbox_history FORCE INDEX (PRIMARY)
      WHERE event_id IN ('event-1', 'event-2', 'event-3')`,
  ],
  [
    'dead_letter_messages_message_id',
    `SELECT original_message_id, generation FROM dead_letter_messages FORCE INDEX (dead_letter_messages_message_id)
      WHERE original_message_id IN ('message-1', 'message-2') AND status = 'pending'`,
  ],
  [
    'message_processing_logs_identity',
    `SELECT message_id FROM message_processing_logs FORCE INDEX (message_processing_logs_identity)
      WHERE message_id IN ('message-1', 'message-2') AND created_at > NOW(3) - INTERVAL 1 HOUR`,
  ],
  [
    'PRIMARY',
    `SELECT id FROM prime_checks FORCE INDEX (PRIMARY) WHERE id IN ('request-000100', 'request-000200')
      AND status = 'processing' ORDER BY id FOR UPDATE`,
  ],
  // the ledger: the oldest that is open, and the recount
  [
    'prime_checks_status_id',
    `SELECT created_at FROM prime_checks FORCE INDEX (prime_checks_status_id) WHERE status = 'processing' ORDER BY id LIMIT 1`,
  ],
  [
    'prime_checks_status_id',
    `SELECT id FROM prime_checks FORCE INDEX (prime_checks_status_id)
      WHERE status = 'completed' AND id > 'request-000100' ORDER BY id LIMIT 100000`,
  ],
  // the audit log: everything, what one person did, what was done to one thing
  ['PRIMARY', 'SELECT * FROM audit_log WHERE seq < 5000 ORDER BY seq DESC LIMIT 50'],
  ['audit_log_actor', `SELECT * FROM audit_log WHERE actor = 'actor-7' AND seq < 5000 ORDER BY seq DESC LIMIT 50`],
  [
    'audit_log_target',
    `SELECT * FROM audit_log WHERE target_type = 'letter' AND target_id = '7' ORDER BY seq DESC LIMIT 50`,
  ],
  // redrives: what is due, what is next, what is under way, the counts, who has a letter
  [
    'redrive_jobs_state_not_before',
    `SELECT id FROM redrive_jobs WHERE state = 'running' AND not_before <= NOW(3) ORDER BY not_before LIMIT 100`,
  ],
  ['PRIMARY', 'SELECT * FROM redrive_jobs ORDER BY id DESC LIMIT 51'],
  [
    'redrive_jobs_rule_created_at',
    `SELECT SUM(total) FROM redrive_jobs WHERE rule = 'rule-7' AND created_at > NOW(3) - INTERVAL 1 HOUR`,
  ],
  ['redrive_jobs_state_not_before', 'SELECT state, COUNT(*) FROM redrive_jobs GROUP BY state'],
  [
    'redrive_job_items_job_state',
    `SELECT position, letter_id FROM redrive_job_items FORCE INDEX (redrive_job_items_job_state)
      WHERE job_id = 'job-7' AND state = 'waiting' AND wave = 3 ORDER BY position LIMIT 500`,
  ],
  [
    'redrive_job_items_job_state',
    `SELECT job_id, state, wave, COUNT(*) FROM redrive_job_items FORCE INDEX (redrive_job_items_job_state)
      WHERE job_id IN ('job-7') GROUP BY job_id, state, wave`,
  ],
  [
    'PRIMARY',
    `SELECT * FROM redrive_job_items FORCE INDEX (PRIMARY) WHERE job_id = 'job-7' AND position > 100 ORDER BY position LIMIT 50`,
  ],
  [
    'PRIMARY',
    `UPDATE redrive_job_items FORCE INDEX (PRIMARY) SET state = 'sent' WHERE job_id = 'job-7' AND position IN (1, 2, 3)`,
  ],
  ['redrive_job_items_letter', 'SELECT job_id FROM redrive_job_items WHERE letter_id IN (7, 8)'],
  [
    'redrive_job_items_message',
    `SELECT job_id, position FROM redrive_job_items WHERE message_id IN ('message-7') AND state IN ('sent', 'silent')`,
  ],
  ['PRIMARY', `SELECT id FROM dead_letter_messages FORCE INDEX (PRIMARY) WHERE id IN (3, 5, 7) ORDER BY id FOR UPDATE`],
  ['dead_letter_messages_discard_id', `SELECT id FROM dead_letter_messages WHERE discard_id = 'x' ORDER BY id`],
])('%s serves %s, in its order', async (index, sql) => {
  const [plan] = await testDatabase.db.pool.query<(Plan & RowDataPacket)[]>(`EXPLAIN FORMAT=TRADITIONAL ${sql}`);
  expect(plan.map(({ key }) => key)).toEqual([index]);
  // A sort would mean that all matching rows are read (and, with FOR UPDATE, locked) before the first comes out.
  expect(plan[0]?.Extra ?? '').not.toContain('filesort');
});
