import { Command } from 'commander';
import { EXIT_CODE } from '../../failures/report-failure.ts';
import { openSession } from '../../session.ts';
import { isAccounted, renderLedger, renderVerification } from './ledger-table.ts';

export function ledger(): Command {
  return new Command('ledger')
    .description('does every accepted request have its end, or something that will move it? exit code 1 if not')
    .option('--verify', 'look at the evidence now, and name each that nothing will move')
    .action(async ({ verify }: { verify?: boolean }, self: Command) => {
      const session = openSession(self);
      const isFine = verify === true ? await showVerification() : await showLedger();
      if (!isFine) process.exitCode = EXIT_CODE.failed;

      async function showLedger(): Promise<boolean> {
        const answer = await session.api.get('/api/ledger', (contracts) => contracts.LedgerSchema);
        session.show(answer, renderLedger);
        return isAccounted(answer.value);
      }

      async function showVerification(): Promise<boolean> {
        const answer = await session.api.get('/api/ledger/verify', (contracts) => contracts.LedgerVerificationSchema);
        session.show(answer, renderVerification);
        return answer.value.unaccounted.length === 0 && isAccounted(answer.value.ledger);
      }
    });
}
