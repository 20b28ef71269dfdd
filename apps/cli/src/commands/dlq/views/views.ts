import { Command } from 'commander';
import { explainQuery } from '../../../api/query-fault.ts';
import { addChangeFlags, type ChangeOptions } from '../../../options/change.ts';
import { openSession } from '../../../session.ts';
import { confirm } from '../../../terminal/ask.ts';
import { printable } from '../../../terminal/printable.ts';
import { noun } from '../../noun.ts';
import { readView } from './read-view.ts';
import { renderViews } from './view-table.ts';

type Options = Pick<ChangeOptions, 'yes' | 'dryRun'>;

export function views(): Command {
  return noun('views', 'saved queries; dlq list --view uses one', [save(), remove()], list());
}

function list(): Command {
  return new Command('list').description('every saved query').action(async (_options: unknown, self: Command) => {
    const session = openSession(self);
    const answer = await session.api.get('/api/dlq/views', (contracts) => contracts.ViewListSchema);
    session.show(answer, ({ items }, screen) => renderViews(items, screen));
    if (answer.value.items.length === 0) session.hint('No saved views. ballast dlq views save makes one.');
  });
}

function save(): Command {
  const command = new Command('save')
    .description('give a query a name')
    .argument('<name>', 'what it is called')
    .argument('<query...>', 'the query; quote it as a whole for the shell');
  return withoutReason(command).action(async (name: string, words: string[], options: Options, self: Command) => {
    const session = openSession(self);
    const body = { name, query: words.join(' ') };
    if (options.dryRun === true)
      return session.done(body, `Would save ${printable(body.query)} as "${printable(name)}".`);
    await confirm(`Save this query as "${printable(name)}"?`, options.yes);
    const answer = await explainQuery(body.query, () =>
      session.api.send('POST', '/api/dlq/views', body, (contracts) => contracts.ViewSchema),
    );
    session.show(answer, (view, screen) => renderViews([view], screen));
  });
}

function remove(): Command {
  const command = new Command('delete').description('take a saved query away').argument('<name>', 'what it is called');
  return withoutReason(command).action(async (name: string, options: Options, self: Command) => {
    const session = openSession(self);
    const view = await readView(session.api, name);
    if (options.dryRun === true) return session.done(view, `Would delete the view "${printable(name)}".`);
    await confirm(`Delete the view "${printable(name)}", saved by ${printable(view.owner)}?`, options.yes);
    const path = `/api/dlq/views/${encodeURIComponent(name)}`;
    const left = await session.api.send('DELETE', path, undefined, (contracts) => contracts.ViewListSchema);
    session.show(left, () => `Deleted the view "${printable(name)}".`);
  });
}

function withoutReason(command: Command): Command {
  return addChangeFlags(command, { reason: false });
}
