import { Command } from 'commander';
import { addChangeFlags, type ChangeOptions } from '../../options/change.ts';
import { parseStreamName } from '../../options/ids.ts';
import { openSession } from '../../session.ts';
import { confirm, reasonFor } from '../../terminal/ask.ts';
import { countOf } from '../../terminal/count.ts';
import { renderStream } from './stream-table.ts';

interface Options extends ChangeOptions {
  readonly subject?: string;
}

export function purge(): Command {
  const command = new Command('purge')
    .description('delete the messages of a stream; requests whose messages go are enqueued anew by the reconciler')
    .argument('<stream>', 'its name', parseStreamName)
    .option('--subject <subject>', 'only those of this subject');
  return addChangeFlags(command).action(async (name: string, options: Options, self: Command) => {
    const session = openSession(self);
    const path = `/api/streams/${name}`;
    if (options.dryRun === true || options.yes !== true) {
      const stream = await session.api.get(path, (contracts) => contracts.StreamSchema);
      if (options.dryRun === true) return session.show(stream, renderStream);
      const which = options.subject === undefined ? '' : `, as far as they are of ${options.subject},`;
      await confirm(`Delete ${countOf(stream.value.messages, 'message')}${which} of ${name} for good?`, options.yes);
    }
    const body = { subject: options.subject, reason: await reasonFor(options.reason, options.yes) };
    const answer = await session.api.send(
      'POST',
      `${path}/purge`,
      body,
      (contracts) => contracts.StreamPurgeAnswerSchema,
    );
    session.show(answer, ({ purged }) => `Deleted ${countOf(purged, 'message')} of ${name}.`);
  });
}
