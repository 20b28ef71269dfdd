CREATE TABLE `dead_letter_messages` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`letter_key` varchar(330) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`original_subject` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`original_message_id` varchar(100) CHARACTER SET ascii COLLATE ascii_bin,
	`payload` json,
	`payload_raw` mediumblob,
	`headers` json,
	`error_message` text NOT NULL,
	`error_type` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`error_code` varchar(100) CHARACTER SET ascii COLLATE ascii_bin,
	`fingerprint` char(64) CHARACTER SET ascii COLLATE ascii_bin,
	`generation` int NOT NULL DEFAULT 0,
	`retry_count` int NOT NULL DEFAULT 0,
	`stream` varchar(255) CHARACTER SET ascii COLLATE ascii_bin,
	`stream_created` varchar(40) CHARACTER SET ascii COLLATE ascii_bin,
	`seq` bigint unsigned,
	`original_created_at` datetime(3),
	`dlq_created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`last_retry_at` datetime(3),
	`status` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending',
	`resolved_at` datetime(3),
	`resolved_by` varchar(255),
	CONSTRAINT `dead_letter_messages_id` PRIMARY KEY(`id`),
	CONSTRAINT `dead_letter_messages_letter_key` UNIQUE(`letter_key`),
	CONSTRAINT `dead_letter_messages_status_known` CHECK(`dead_letter_messages`.`status` IN ('pending', 'reprocessing', 'resolved', 'discarded')),
	CONSTRAINT `dead_letter_messages_error_type_known` CHECK(`dead_letter_messages`.`error_type` IN ('transient', 'permanent', 'poison')),
	CONSTRAINT `dead_letter_messages_has_payload` CHECK(`dead_letter_messages`.`payload` IS NOT NULL OR `dead_letter_messages`.`payload_raw` IS NOT NULL)
);
--> statement-breakpoint
CREATE TABLE `email_deliveries` (
	`id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`kind` varchar(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`aggregate_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`recipient` varchar(254) NOT NULL,
	`status` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending',
	`lease_owner` varchar(150) CHARACTER SET ascii COLLATE ascii_bin,
	`lease_until` datetime(3),
	`message_id` varchar(255),
	`smtp_response` varchar(512),
	`error_message` text,
	`generation` int NOT NULL DEFAULT 0,
	`enqueue_count` int NOT NULL DEFAULT 1,
	`trace_id` char(32) CHARACTER SET ascii COLLATE ascii_bin,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`sent_at` datetime(3),
	`expires_at` datetime(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
	CONSTRAINT `email_deliveries_id` PRIMARY KEY(`id`),
	CONSTRAINT `email_deliveries_kind_aggregate` UNIQUE(`kind`,`aggregate_id`),
	CONSTRAINT `email_deliveries_status_known` CHECK(`email_deliveries`.`status` IN ('pending', 'sending', 'sent', 'suppressed', 'expired', 'dead', 'discarded')),
	CONSTRAINT `email_deliveries_sent_has_time` CHECK((`email_deliveries`.`status` = 'sent') = (`email_deliveries`.`sent_at` IS NOT NULL)),
	CONSTRAINT `email_deliveries_sending_has_lease` CHECK(`email_deliveries`.`status` <> 'sending' OR (`email_deliveries`.`lease_owner` IS NOT NULL AND `email_deliveries`.`lease_until` IS NOT NULL)),
	CONSTRAINT `email_deliveries_counts_valid` CHECK(`email_deliveries`.`generation` >= 0 AND `email_deliveries`.`enqueue_count` >= 1)
);
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`caller` varchar(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`idem_key` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`body_hash` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`request_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `idempotency_keys_caller_idem_key` PRIMARY KEY(`caller`,`idem_key`)
);
--> statement-breakpoint
CREATE TABLE `mail_suppressions` (
	`address` varchar(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`reason` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`detail` varchar(512),
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `mail_suppressions_address` PRIMARY KEY(`address`),
	CONSTRAINT `mail_suppressions_address_lower` CHECK(`mail_suppressions`.`address` = LOWER(`mail_suppressions`.`address`)),
	CONSTRAINT `mail_suppressions_reason_known` CHECK(`mail_suppressions`.`reason` IN ('bounce', 'complaint', 'unsubscribed', 'manual'))
);
--> statement-breakpoint
CREATE TABLE `message_processing_logs` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`message_id` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`generation` int NOT NULL,
	`enqueue` int NOT NULL,
	`subject` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`status` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`error_type` varchar(16) CHARACTER SET ascii COLLATE ascii_bin,
	`error_code` varchar(100) CHARACTER SET ascii COLLATE ascii_bin,
	`error_message` text,
	`processing_time_ms` int,
	`attempt` int,
	`worker` varchar(150) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `message_processing_logs_id` PRIMARY KEY(`id`),
	CONSTRAINT `message_processing_logs_status_known` CHECK(`message_processing_logs`.`status` IN ('processing', 'success', 'failed', 'retry', 'deferred'))
);
--> statement-breakpoint
CREATE TABLE `outbox_history` (
	`event_id` varchar(130) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`subject` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`stream` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`stream_created` varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`seq` bigint unsigned NOT NULL,
	`published_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `outbox_history_event_id` PRIMARY KEY(`event_id`)
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`event_id` varchar(130) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`aggregate_type` varchar(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`aggregate_id` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`event_type` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`subject` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`payload` mediumtext NOT NULL,
	`headers` text NOT NULL,
	`retry_count` int NOT NULL DEFAULT 0,
	`max_retries` int NOT NULL DEFAULT 3,
	`next_retry_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`error_message` text,
	`last_error_at` datetime(3),
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `outbox_id` PRIMARY KEY(`id`),
	CONSTRAINT `outbox_event_id` UNIQUE(`event_id`),
	CONSTRAINT `outbox_retries_valid` CHECK(`outbox`.`retry_count` >= 0 AND `outbox`.`max_retries` >= 0)
);
--> statement-breakpoint
CREATE TABLE `prime_checks` (
	`id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`number` text CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`email` varchar(254),
	`status` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'processing',
	`is_prime` boolean,
	`certainty` varchar(16) CHARACTER SET ascii COLLATE ascii_bin,
	`generation` int NOT NULL DEFAULT 0,
	`enqueue_count` int NOT NULL DEFAULT 1,
	`trace_id` char(32) CHARACTER SET ascii COLLATE ascii_bin,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`completed_at` datetime(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
	CONSTRAINT `prime_checks_id` PRIMARY KEY(`id`),
	CONSTRAINT `prime_checks_status_known` CHECK(`prime_checks`.`status` IN ('processing', 'completed', 'dead', 'discarded')),
	CONSTRAINT `prime_checks_certainty_known` CHECK(`prime_checks`.`certainty` IN ('proven', 'probable')),
	CONSTRAINT `prime_checks_verdict_whole` CHECK((`prime_checks`.`status` = 'completed' AND `prime_checks`.`is_prime` IS NOT NULL AND `prime_checks`.`certainty` IS NOT NULL AND `prime_checks`.`completed_at` IS NOT NULL) OR (`prime_checks`.`status` <> 'completed' AND `prime_checks`.`is_prime` IS NULL AND `prime_checks`.`certainty` IS NULL AND `prime_checks`.`completed_at` IS NULL)),
	CONSTRAINT `prime_checks_counts_valid` CHECK(`prime_checks`.`generation` >= 0 AND `prime_checks`.`enqueue_count` >= 1)
);
--> statement-breakpoint
CREATE TABLE `worker_health_checks` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`worker_name` varchar(150) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`status` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`last_heartbeat` datetime(3) NOT NULL,
	`error_message` text,
	`metadata` json,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
	CONSTRAINT `worker_health_checks_id` PRIMARY KEY(`id`),
	CONSTRAINT `worker_health_checks_worker_name` UNIQUE(`worker_name`),
	CONSTRAINT `worker_health_checks_status_known` CHECK(`worker_health_checks`.`status` IN ('healthy', 'unhealthy'))
);
--> statement-breakpoint
CREATE INDEX `dead_letter_messages_message_id` ON `dead_letter_messages` (`original_message_id`,`status`);--> statement-breakpoint
CREATE INDEX `dead_letter_messages_status_created` ON `dead_letter_messages` (`status`,`dlq_created_at`,`id`);--> statement-breakpoint
CREATE INDEX `dead_letter_messages_subject_created` ON `dead_letter_messages` (`original_subject`,`dlq_created_at`,`id`);--> statement-breakpoint
CREATE INDEX `dead_letter_messages_fingerprint` ON `dead_letter_messages` (`fingerprint`,`id`);--> statement-breakpoint
CREATE INDEX `email_deliveries_aggregate_id` ON `email_deliveries` (`aggregate_id`);--> statement-breakpoint
CREATE INDEX `email_deliveries_status_id` ON `email_deliveries` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `email_deliveries_updated_at_id` ON `email_deliveries` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `idempotency_keys_created_at` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE INDEX `message_processing_logs_identity` ON `message_processing_logs` (`message_id`,`generation`,`enqueue`,`status`);--> statement-breakpoint
CREATE INDEX `message_processing_logs_created_at` ON `message_processing_logs` (`created_at`);--> statement-breakpoint
CREATE INDEX `outbox_history_published_at` ON `outbox_history` (`published_at`);--> statement-breakpoint
CREATE INDEX `outbox_subject_next_retry_at_id` ON `outbox` (`subject`,`next_retry_at`,`id`);--> statement-breakpoint
CREATE INDEX `prime_checks_status_id` ON `prime_checks` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `prime_checks_is_prime_id` ON `prime_checks` (`is_prime`,`id`);--> statement-breakpoint
CREATE INDEX `prime_checks_updated_at_id` ON `prime_checks` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `worker_health_checks_status_heartbeat` ON `worker_health_checks` (`status`,`last_heartbeat`);