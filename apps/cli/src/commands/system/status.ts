import { Command } from 'commander';
import { EXIT_CODE } from '../../failures/report-failure.ts';
import { openSession } from '../../session.ts';
import { isCritical, renderSystem } from './system-overview.ts';

export function status(): Command {
  return new Command('status')
    .description('what is wrong, and what to do next; exit code 1 when something is critical')
    .action(async (_options: unknown, self: Command) => {
      const session = openSession(self);
      const answer = await session.api.get('/api/system', (contracts) => contracts.SystemSchema);
      session.show(answer, (system, screen) => renderSystem(system, session.api.url, screen));
      if (isCritical(answer.value)) process.exitCode = EXIT_CODE.failed;
    });
}
