import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { EXIT_CODE } from '../../../failures/report-failure.ts';
import { addPageFlags, type PageOptions, pageLimit } from '../../../options/page.ts';
import { openSession } from '../../../session.ts';
import { countOf } from '../../../terminal/count.ts';
import { noun } from '../../noun.ts';
import { showList } from '../../show-list.ts';
import { renderAudit } from './audit-table.ts';

export function audit(): Command {
  return noun('audit', 'who did what, when, why, and with what outcome', [verify(), exportLog()], list());
}

interface Options extends PageOptions {
  readonly actor?: string;
  readonly target?: string;
  readonly targetType?: string;
}

function list(): Command {
  const command = new Command('list')
    .description('the audit log, newest first')
    .option('--actor <name>', 'what this person or rule did')
    .option('--target <id>', 'what was done to this')
    .option('--target-type <type>', 'what was done to letter, job, group, rule, view, stream or request');
  return addPageFlags(command).action(async (options: Options, self: Command) => {
    const session = openSession(self);
    const filter = {
      actor: options.actor,
      target_id: options.target,
      target_type: options.targetType,
      limit: pageLimit(options),
    };
    await showList(session, options, {
      read: (cursor) =>
        session.api.get('/api/dlq/audit', (contracts) => contracts.AuditListSchema, { ...filter, cursor }),
      render: renderAudit,
      empty: 'Nothing of this is in the audit log.',
    });
  });
}

function verify(): Command {
  return new Command('verify')
    .description('read the whole chain: is it as it was written? exit code 1 if not')
    .action(async (_options: unknown, self: Command) => {
      const session = openSession(self);
      const answer = await session.api.get('/api/dlq/audit/verify', (contracts) => contracts.AuditVerificationSchema);
      session.show(answer, ({ is_intact, entries, broken_at }, screen) =>
        is_intact
          ? screen.paint('green', `✓ The chain of ${countOf(entries, 'entry', 'entries')} is intact.`)
          : screen.paint(
              'red',
              `✗ The chain is broken at entry ${broken_at}: it, or the one before it, was changed or removed.`,
            ),
      );
      if (!answer.value.is_intact) process.exitCode = EXIT_CODE.failed;
    });
}

function exportLog(): Command {
  return new Command('export')
    .description('the whole log as one JSON document a line (NDJSON), oldest first')
    .action(async (_options: unknown, self: Command) => {
      const session = openSession(self);
      await pipeline(await session.api.stream('/api/dlq/audit/export'), process.stdout, { end: false });
    });
}
