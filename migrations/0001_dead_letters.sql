CREATE TABLE `audit_head` (
	`id` int NOT NULL,
	`seq` bigint unsigned NOT NULL,
	`hash` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
	CONSTRAINT `audit_head_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`seq` bigint unsigned NOT NULL,
	`at` datetime(3) NOT NULL,
	`actor` varchar(255) NOT NULL,
	`act` varchar(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`target_type` varchar(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`target_id` varchar(255) NOT NULL,
	`reason` text,
	`outcome` varchar(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`details` text NOT NULL,
	`prev_hash` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`hash` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	CONSTRAINT `audit_log_seq` PRIMARY KEY(`seq`)
);
--> statement-breakpoint
CREATE TABLE `dead_letter_groups` (
	`fingerprint` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`family` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`subject` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`consumer` varchar(255) CHARACTER SET ascii COLLATE ascii_bin,
	`error_type` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`error_code` varchar(100) CHARACTER SET ascii COLLATE ascii_bin,
	`title` varchar(500) NOT NULL,
	`status` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
	`ignore_until_per_hour` int,
	`total` int NOT NULL DEFAULT 0,
	`first_seen_at` datetime(3) NOT NULL,
	`last_seen_at` datetime(3) NOT NULL,
	`regressed_at` datetime(3),
	`changed_at` datetime(3),
	`changed_by` varchar(255),
	CONSTRAINT `dead_letter_groups_fingerprint` PRIMARY KEY(`fingerprint`),
	CONSTRAINT `dead_letter_groups_status_known` CHECK(`dead_letter_groups`.`status` IN ('active', 'resolved', 'ignored')),
	CONSTRAINT `dead_letter_groups_error_type_known` CHECK(`dead_letter_groups`.`error_type` IN ('transient', 'permanent', 'poison'))
);
--> statement-breakpoint
CREATE TABLE `dlq_rules` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(100) NOT NULL,
	`description` text,
	`mode` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'shadow',
	`error_pattern` varchar(500) NOT NULL,
	`wait_seconds` int NOT NULL,
	`max_retries` int NOT NULL,
	`condition_query` text,
	`hour_from` int,
	`hour_to` int,
	`budget_per_hour` int NOT NULL,
	`cooldown_seconds` int NOT NULL,
	`rate_per_second` int NOT NULL DEFAULT 10,
	`last_fired_at` datetime(3),
	`fired_total` bigint unsigned NOT NULL DEFAULT 0,
	`shadow_total` bigint unsigned NOT NULL DEFAULT 0,
	`changed_by` varchar(255) NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
	CONSTRAINT `dlq_rules_id` PRIMARY KEY(`id`),
	CONSTRAINT `dlq_rules_name` UNIQUE(`name`),
	CONSTRAINT `dlq_rules_mode_known` CHECK(`dlq_rules`.`mode` IN ('active', 'shadow', 'off'))
);
--> statement-breakpoint
CREATE TABLE `dlq_statistics` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`date_hour` datetime(3) NOT NULL,
	`subject` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`error_type` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`count` int NOT NULL DEFAULT 0,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `dlq_statistics_id` PRIMARY KEY(`id`),
	CONSTRAINT `dlq_statistics_hour_subject_type` UNIQUE(`date_hour`,`subject`,`error_type`),
	CONSTRAINT `dlq_statistics_error_type_known` CHECK(`dlq_statistics`.`error_type` IN ('transient', 'permanent', 'poison'))
);
--> statement-breakpoint
CREATE TABLE `dlq_switches` (
	`name` varchar(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`is_on` boolean NOT NULL,
	`changed_by` varchar(255) NOT NULL,
	`changed_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
	CONSTRAINT `dlq_switches_name` PRIMARY KEY(`name`)
);
--> statement-breakpoint
CREATE TABLE `ledger_counters` (
	`ledger` varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`name` varchar(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`shard` int NOT NULL,
	`value` bigint NOT NULL,
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
	CONSTRAINT `ledger_counters_pk` PRIMARY KEY(`ledger`,`name`,`shard`)
);
--> statement-breakpoint
CREATE TABLE `redrive_job_items` (
	`job_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`position` int NOT NULL,
	`wave` int NOT NULL,
	`letter_id` bigint unsigned NOT NULL,
	`generation` int NOT NULL,
	`message_id` varchar(100) CHARACTER SET ascii COLLATE ascii_bin,
	`state` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'waiting',
	`reason_code` varchar(50) CHARACTER SET ascii COLLATE ascii_bin,
	`reason` varchar(500),
	`sent_at` datetime(3),
	`finished_at` datetime(3),
	CONSTRAINT `redrive_job_items_pk` PRIMARY KEY(`job_id`,`position`),
	CONSTRAINT `redrive_job_items_state_known` CHECK(`redrive_job_items`.`state` IN ('waiting', 'sent', 'succeeded', 'failed', 'silent', 'refused', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE `redrive_jobs` (
	`id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`state` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'running',
	`operator` varchar(255) NOT NULL,
	`reason` text NOT NULL,
	`rule` varchar(100),
	`selection` json NOT NULL,
	`rate_per_second` double NOT NULL,
	`not_before` datetime(3) NOT NULL,
	`waves` json NOT NULL,
	`failure_threshold` double NOT NULL,
	`wave_deadline_seconds` int NOT NULL,
	`force` boolean NOT NULL DEFAULT false,
	`total` int NOT NULL,
	`wave` int NOT NULL DEFAULT 0,
	`wave_sent_at` datetime(3),
	`stop_reason` text,
	`lease_owner` varchar(150) CHARACTER SET ascii COLLATE ascii_bin,
	`lease_until` datetime(3),
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`started_at` datetime(3),
	`finished_at` datetime(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
	CONSTRAINT `redrive_jobs_id` PRIMARY KEY(`id`),
	CONSTRAINT `redrive_jobs_state_known` CHECK(`redrive_jobs`.`state` IN ('running', 'paused', 'stopped', 'cancelled', 'completed')),
	CONSTRAINT `redrive_jobs_numbers_valid` CHECK(`redrive_jobs`.`rate_per_second` > 0 AND `redrive_jobs`.`failure_threshold` BETWEEN 0 AND 1)
);
--> statement-breakpoint
CREATE TABLE `saved_views` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(100) NOT NULL,
	`query` text NOT NULL,
	`owner` varchar(255) NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `saved_views_id` PRIMARY KEY(`id`),
	CONSTRAINT `saved_views_name` UNIQUE(`name`)
);
--> statement-breakpoint
DROP INDEX `dead_letter_messages_subject_created` ON `dead_letter_messages`;--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `edited_payload` mediumtext;--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `edited_by` varchar(255);--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `edited_at` datetime(3);--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `error_stack` text;--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `family` char(64) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `search_text` varbinary(2000) DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `attempts` int DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `consumer` varchar(255) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `worker` varchar(150) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `trace_id` char(32) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `first_failed_at` datetime(3);--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `last_failed_at` datetime(3);--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `resolution` varchar(16) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD `discard_id` char(36) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
CREATE INDEX `audit_log_target` ON `audit_log` (`target_type`,`target_id`,`seq`);--> statement-breakpoint
CREATE INDEX `audit_log_actor` ON `audit_log` (`actor`,`seq`);--> statement-breakpoint
CREATE INDEX `dead_letter_groups_status_last_seen` ON `dead_letter_groups` (`status`,`last_seen_at`);--> statement-breakpoint
CREATE INDEX `dead_letter_groups_family` ON `dead_letter_groups` (`family`);--> statement-breakpoint
CREATE INDEX `redrive_job_items_job_state` ON `redrive_job_items` (`job_id`,`state`,`wave`,`position`);--> statement-breakpoint
CREATE INDEX `redrive_job_items_message` ON `redrive_job_items` (`message_id`,`state`);--> statement-breakpoint
CREATE INDEX `redrive_job_items_letter` ON `redrive_job_items` (`letter_id`);--> statement-breakpoint
CREATE INDEX `redrive_jobs_state_not_before` ON `redrive_jobs` (`state`,`not_before`);--> statement-breakpoint
CREATE INDEX `redrive_jobs_created_at` ON `redrive_jobs` (`created_at`);--> statement-breakpoint
CREATE INDEX `redrive_jobs_rule_created_at` ON `redrive_jobs` (`rule`,`created_at`);--> statement-breakpoint
ALTER TABLE `dead_letter_messages` ADD CONSTRAINT `dead_letter_messages_resolution_known` CHECK (`dead_letter_messages`.`resolution` IN ('succeeded', 'superseded'));--> statement-breakpoint
CREATE INDEX `dead_letter_messages_status_id` ON `dead_letter_messages` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `dead_letter_messages_subject_id` ON `dead_letter_messages` (`original_subject`,`id`);--> statement-breakpoint
CREATE INDEX `dead_letter_messages_type_id` ON `dead_letter_messages` (`error_type`,`id`);--> statement-breakpoint
CREATE INDEX `dead_letter_messages_status_fingerprint` ON `dead_letter_messages` (`status`,`fingerprint`,`id`);--> statement-breakpoint
CREATE INDEX `dead_letter_messages_created_fingerprint` ON `dead_letter_messages` (`dlq_created_at`,`fingerprint`);--> statement-breakpoint
CREATE INDEX `dead_letter_messages_search` ON `dead_letter_messages` (`id`,`status`,`error_type`,`original_subject`,`generation`,`attempts`,`retry_count`,`dlq_created_at`,`fingerprint`,`search_text`);--> statement-breakpoint
CREATE INDEX `dead_letter_messages_discard_id` ON `dead_letter_messages` (`discard_id`);--> statement-breakpoint
CREATE INDEX `dead_letter_messages_status_resolved` ON `dead_letter_messages` (`status`,`resolved_at`);--> statement-breakpoint
INSERT INTO `audit_head` (`id`, `seq`, `hash`) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');--> statement-breakpoint
INSERT INTO `dlq_rules` (`name`, `description`, `mode`, `error_pattern`, `wait_seconds`, `max_retries`, `condition_query`, `budget_per_hour`, `cooldown_seconds`, `changed_by`) VALUES ('network-timeout', 'Network timeouts pass: once more after half an hour, at most twice.', 'active', '^(timeout|ETIMEDOUT|UND_ERR_[A-Z_]*TIMEOUT)\\b|network.*time.?out|connection.*timed out', 1800, 2, 'type:transient', 1000, 60, 'ballast');
