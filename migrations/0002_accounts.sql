RENAME TABLE `mail_suppressions` TO `mail_suppressions_plain`;--> statement-breakpoint
ALTER TABLE `mail_suppressions_plain` DROP CONSTRAINT `mail_suppressions_reason_known`;--> statement-breakpoint
CREATE TABLE `login_tokens` (
	`id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`token_hash` char(64) CHARACTER SET ascii COLLATE ascii_bin,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`expires_at` datetime(3) NOT NULL,
	`used_at` datetime(3),
	CONSTRAINT `login_tokens_id` PRIMARY KEY(`id`),
	CONSTRAINT `login_tokens_token_hash` UNIQUE(`token_hash`)
);
--> statement-breakpoint
CREATE TABLE `mail_suppressions` (
	`address_index` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`address_sealed` varbinary(320) NOT NULL,
	`reason` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`detail` varchar(512),
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `mail_suppressions_address_index` PRIMARY KEY(`address_index`),
	CONSTRAINT `mail_suppressions_reason_known` CHECK(`mail_suppressions`.`reason` IN ('bounce', 'complaint', 'unsubscribed', 'manual'))
);
--> statement-breakpoint
CREATE TABLE `rate_limit_modes` (
	`policy` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`mode` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`reason` text,
	`changed_by` varchar(255) NOT NULL,
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
	CONSTRAINT `rate_limit_modes_policy` PRIMARY KEY(`policy`),
	CONSTRAINT `rate_limit_modes_mode_known` CHECK(`rate_limit_modes`.`mode` IN ('enforce', 'shadow', 'off'))
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`token_hash` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin,
	`operator_key_hash` char(64) CHARACTER SET ascii COLLATE ascii_bin,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`last_seen_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `sessions_id` PRIMARY KEY(`id`),
	CONSTRAINT `sessions_token_hash` UNIQUE(`token_hash`),
	CONSTRAINT `sessions_one_owner` CHECK((`sessions`.`user_id` IS NULL) <> (`sessions`.`operator_key_hash` IS NULL))
);
--> statement-breakpoint
CREATE TABLE `user_emails` (
	`email_index` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	CONSTRAINT `user_emails_email_index` PRIMARY KEY(`email_index`)
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`name` varchar(100) NOT NULL,
	`email_sealed` varbinary(320) NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
	CONSTRAINT `users_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `email_deliveries` MODIFY COLUMN `recipient` varchar(254);--> statement-breakpoint
ALTER TABLE `email_deliveries` ADD `stop_token` char(32) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
ALTER TABLE `prime_checks` ADD `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
ALTER TABLE `prime_checks` ADD `email_sealed` varbinary(320);--> statement-breakpoint
ALTER TABLE `email_deliveries` ADD CONSTRAINT `email_deliveries_stop_token` UNIQUE(`stop_token`);--> statement-breakpoint
CREATE INDEX `login_tokens_user_id` ON `login_tokens` (`user_id`);--> statement-breakpoint
CREATE INDEX `login_tokens_expires_at` ON `login_tokens` (`expires_at`);--> statement-breakpoint
CREATE INDEX `sessions_user_id` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE INDEX `sessions_expires_at` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE INDEX `user_emails_user_id` ON `user_emails` (`user_id`);--> statement-breakpoint
CREATE INDEX `prime_checks_user_id_id` ON `prime_checks` (`user_id`,`id`);--> statement-breakpoint
DROP INDEX `prime_checks_is_prime_id` ON `prime_checks`;--> statement-breakpoint
CREATE INDEX `prime_checks_user_id_status_id` ON `prime_checks` (`user_id`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `prime_checks_user_id_is_prime_id` ON `prime_checks` (`user_id`,`is_prime`,`id`);