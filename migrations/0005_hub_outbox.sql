CREATE TABLE `hub_events` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`stream` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`event_id` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`subject` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`body` mediumblob NOT NULL,
	`headers` text NOT NULL,
	`enqueue` int NOT NULL DEFAULT 1,
	`stream_created` varchar(40) CHARACTER SET ascii COLLATE ascii_bin,
	`seq` bigint unsigned,
	`accepted_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `hub_events_id` PRIMARY KEY(`id`),
	CONSTRAINT `hub_events_stream_event_id` UNIQUE(`stream`,`event_id`)
);
--> statement-breakpoint
CREATE TABLE `hub_groups` (
	`stream` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`name` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`stream_created` varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`seen_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `hub_groups_stream_name` PRIMARY KEY(`stream`,`name`)
);
--> statement-breakpoint
CREATE INDEX `hub_events_place` ON `hub_events` (`stream`,`stream_created`,`seq`,`id`);