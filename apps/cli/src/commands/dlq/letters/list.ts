import { Command, Option } from 'commander';
import { explainQuery } from '../../../api/query-fault.ts';
import { parseFingerprint } from '../../../options/ids.ts';
import { addPageFlags, type PageOptions, pageLimit } from '../../../options/page.ts';
import { openSession } from '../../../session.ts';
import { showList } from '../../show-list.ts';
import { findFingerprint } from '../groups/find-group.ts';
import { readView } from '../views/read-view.ts';
import { renderLetters } from './letter-table.ts';
import { ERROR_TYPES, LETTER_STATES } from './letter-words.ts';

interface Options extends PageOptions {
  readonly status?: string;
  readonly subject?: string;
  readonly type?: string;
  readonly group?: string;
  readonly view?: string;
}

export function listLetters(): Command {
  const command = new Command('list')
    .description('dead letters, newest first')
    .argument('[query...]', 'words and fields with AND, OR and NOT; quote it as a whole for the shell')
    .addOption(new Option('--status <state>', 'only those in this state').choices(LETTER_STATES))
    .option('--subject <subject>', 'only those of this subject')
    .addOption(new Option('--type <type>', 'only those that failed this way').choices(ERROR_TYPES))
    .option('--group <fingerprint>', 'only those of this group; its first digits are enough', parseFingerprint)
    .option('--view <name>', 'the query of a saved view');
  return addPageFlags(command).action(async (words: string[], options: Options, self: Command) => {
    const session = openSession(self);
    const { api } = session;
    const filter = {
      q: await queryOf(words, options),
      status: options.status,
      subject: options.subject,
      type: options.type,
      group: options.group === undefined ? undefined : await findFingerprint(api, options.group),
      limit: pageLimit(options),
    };
    await showList(session, options, {
      read: (cursor) =>
        explainQuery(filter.q, () =>
          api.get('/api/dlq/messages', (contracts) => contracts.DeadLetterListSchema, { ...filter, cursor }),
        ),
      render: renderLetters,
      empty: 'No dead letters match. ballast dlq stats counts them all.',
    });

    async function queryOf(typed: readonly string[], { view }: Options): Promise<string | undefined> {
      const parts = [typed.join(' '), view === undefined ? '' : (await readView(api, view)).query].filter(
        (part) => part !== '',
      );
      if (parts.length < 2) return parts[0];
      return parts.map((part) => `(${part})`).join(' AND ');
    }
  });
}
