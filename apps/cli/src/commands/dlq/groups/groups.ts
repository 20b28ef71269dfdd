import type { DeadLetterGroup } from '@ballast/contracts/operators';
import { Command, Option } from 'commander';
import { addChangeFlags, type ChangeOptions } from '../../../options/change.ts';
import { parseFingerprint } from '../../../options/ids.ts';
import { wholeNumber } from '../../../options/number.ts';
import { openSession } from '../../../session.ts';
import { confirm, reasonFor } from '../../../terminal/ask.ts';
import { countOf } from '../../../terminal/count.ts';
import { printable } from '../../../terminal/printable.ts';
import { noun } from '../../noun.ts';
import { GROUP_STATES } from '../letters/letter-words.ts';
import { findGroup } from './find-group.ts';
import { renderGroups } from './group-table.ts';

export function groups(): Command {
  return noun('groups', 'dead letters that failed alike, as one', [resolve(), ignore(), reopen()], list());
}

function list(): Command {
  return new Command('list')
    .description('groups, those with most pending letters first')
    .addOption(new Option('--status <state>', 'those in this state (active)').choices(GROUP_STATES))
    .option('--limit <number>', 'how many at most, 1 to 200 (50)', wholeNumber(1, 200))
    .action(async (options: { status?: string; limit?: number }, self: Command) => {
      const session = openSession(self);
      const answer = await session.api.get('/api/dlq/groups', (contracts) => contracts.DeadLetterGroupListSchema, {
        status: options.status,
        limit: options.limit,
      });
      session.show(answer, ({ items }, screen) => renderGroups(items, screen));
      if (answer.value.items.length === 0) session.hint(`No ${options.status ?? 'active'} groups.`);
    });
}

interface Options extends ChangeOptions {
  readonly untilPerHour?: number;
}

function resolve(): Command {
  return change('resolve', 'the cause is gone: open again when one more letter comes', 'resolved', 'Resolve');
}

function ignore(): Command {
  return change('ignore', 'leave it out of the list', 'ignored', 'Ignore').option(
    '--until-per-hour <number>',
    'back in the list from so many letters an hour',
    wholeNumber(1, 1_000_000),
  );
}

function reopen(): Command {
  return change('reopen', 'back into the list', 'active', 'Reopen');
}

function change(name: string, description: string, status: DeadLetterGroup['status'], verb: string): Command {
  return addChangeFlags(new Command(name).description(description))
    .argument('<group>', 'its fingerprint; the first digits are enough', parseFingerprint)
    .action(async (prefix: string, options: Options, self: Command) => {
      const session = openSession(self);
      const group = await findGroup(session.api, prefix);
      if (options.dryRun === true) {
        return session.show(
          { value: group, raw: group },
          (one, screen) => `Would ${name} this group:\n\n${renderGroups([one], screen)}`,
        );
      }
      await confirm(
        `${verb} this group of ${countOf(group.pending, 'pending letter')}, "${printable(group.title)}"?`,
        options.yes,
      );
      const answer = await session.api.send(
        'POST',
        `/api/dlq/groups/${group.fingerprint}`,
        { status, ignore_until_per_hour: options.untilPerHour, reason: await reasonFor(options.reason, options.yes) },
        (contracts) => contracts.DeadLetterGroupSchema,
      );
      session.show(answer, (changed, screen) => renderGroups([changed], screen));
    });
}
