import { Command } from 'commander';
import { parseUuid } from '../../options/ids.ts';
import { openSession } from '../../session.ts';
import { renderTimeline } from './timeline-table.ts';

export function timeline(): Command {
  return new Command('timeline')
    .description('what has happened to a request, from its acceptance to its end')
    .argument('<request>', 'the id of the request', parseUuid)
    .action(async (id: string, _options: unknown, self: Command) => {
      const session = openSession(self);
      const answer = await session.api.get(`/prime-check/${id}/timeline`, (contracts) => contracts.TimelineSchema);
      session.show(answer, ({ events }, screen) => renderTimeline(events, screen));
    });
}
