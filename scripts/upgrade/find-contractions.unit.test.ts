import { describe, expect, it } from 'vitest';
import { findContractions } from './find-contractions.ts';

const found = (...statements: string[]) =>
  findContractions([{ tag: '0009_test', statements }]).map(({ statement }) => statement);

describe('what only adds', () => {
  it.each([
    'CREATE TABLE `notes` (`id` int NOT NULL, CONSTRAINT `notes_id` PRIMARY KEY(`id`));',
    'CREATE INDEX `prime_checks_user` ON `prime_checks` (`user_id`,`number`(40),`id`);',
    'ALTER TABLE `users` ADD `locale` varchar(10);',
    "ALTER TABLE `users` ADD `locale` varchar(10) DEFAULT 'en, or so' NOT NULL;",
    'ALTER TABLE `users` ADD COLUMN `n` decimal(10,2), ADD INDEX `users_n` (`n`,`id`);',
    'ALTER TABLE `users` ADD `key_id` int GENERATED ALWAYS AS (`id` + 1) VIRTUAL NOT NULL;',
    "INSERT INTO `ledger_counters` (`name`, `value`) VALUES ('new', 0);",
    '-- said by nobody',
  ])('is let pass: %s', (statement) => {
    expect(found(statement)).toEqual([]);
  });

  it('may do anything to a table that is new itself', () => {
    const table = 'CREATE TABLE `notes` (`id` int NOT NULL);';
    expect(found(table, 'ALTER TABLE `notes` ADD CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `users`(`id`);')).toEqual(
      [],
    );
    expect(found(table, 'CREATE UNIQUE INDEX `notes_u` ON `notes` (`id`);')).toEqual([]);
    expect(found(table, 'CREATE UNIQUE INDEX `users_u` ON `users` (`id`);')).toHaveLength(1);
  });
});

describe('what the release before may still need, or cannot fulfil', () => {
  it.each([
    'DROP TABLE `notes`;',
    'RENAME TABLE `a` TO `b`;',
    'ALTER TABLE `users` DROP COLUMN `name`;',
    'ALTER TABLE `users` RENAME COLUMN `name` TO `title`;',
    'ALTER TABLE `users` MODIFY COLUMN `name` varchar(10) NOT NULL;',
    'ALTER TABLE `users` CHANGE `name` `name` varchar(10);',
    'ALTER TABLE `users` ALTER COLUMN `name` DROP DEFAULT;',
    'ALTER TABLE `users` ADD `locale` varchar(10) NOT NULL;',
    'ALTER TABLE `users` ADD `a` int, ADD `b` int NOT NULL;',
    'ALTER TABLE `users` ADD `a` int UNIQUE;',
    'ALTER TABLE `users` ADD CONSTRAINT `c` CHECK (`a` > 0);',
    'ALTER TABLE `users` ADD CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `b`(`id`);',
    'ALTER TABLE `users` ADD UNIQUE KEY `u` (`a`);',
    'CREATE UNIQUE INDEX `u` ON `users` (`a`);',
    'DROP INDEX `i` ON `users`;',
    'ALTER TABLE `users` DROP INDEX `i`;',
    'DELETE FROM `users`;',
    'UPDATE `users` SET `a` = 1;',
    'TRUNCATE `users`;',
    'CREATE TRIGGER `t` BEFORE INSERT ON `users` FOR EACH ROW SET NEW.a = 1;',
  ])('is found: %s', (statement) => {
    expect(found(statement)).toEqual([statement.replace(/;$/, '')]);
  });
});
