import { Command } from 'commander';
import { parseStreamName } from '../../options/ids.ts';
import { openSession, type Session } from '../../session.ts';
import { noun } from '../noun.ts';
import { purge } from './purge.ts';
import { consumersOf, renderConsumers, renderStream, renderStreams } from './stream-table.ts';

export function streams(): Command {
  return noun('streams', 'what JetStream holds', [info(), pending(), purge()], list());
}

function list(): Command {
  return new Command('list').description('every stream').action(async (_options: unknown, self: Command) => {
    const session = openSession(self);
    session.show(await readStreams(session), ({ items }, screen) => renderStreams(items, screen));
  });
}

function info(): Command {
  return new Command('info')
    .description('one stream with its consumers')
    .argument('<stream>', 'its name', parseStreamName)
    .action(async (name: string, _options: unknown, self: Command) => {
      const session = openSession(self);
      const path = `/api/streams/${name}`;
      session.show(await session.api.get(path, (contracts) => contracts.StreamSchema), renderStream);
    });
}

function pending(): Command {
  return new Command('pending')
    .description('what waits before each consumer, and whether somebody consumes it')
    .action(async (_options: unknown, self: Command) => {
      const session = openSession(self);
      session.show(await readStreams(session), ({ items }, screen) => renderConsumers(consumersOf(items), screen));
    });
}

function readStreams(session: Session) {
  return session.api.get('/api/streams', (contracts) => contracts.StreamListSchema);
}
