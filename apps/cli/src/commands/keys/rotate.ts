import type { KeyRotation } from '@ballast/contracts/operators';
import { Command } from 'commander';
import { EXIT_CODE } from '../../failures/report-failure.ts';
import { addChangeFlags, type ChangeOptions } from '../../options/change.ts';
import { wholeNumber } from '../../options/number.ts';
import { openSession, type Session } from '../../session.ts';
import { confirm, reasonFor } from '../../terminal/ask.ts';
import { countOf } from '../../terminal/count.ts';
import { addBatch, type RotationTotal, renderTotal } from './rotation-total.ts';

interface Options extends ChangeOptions {
  readonly batch: number;
}

const BATCH = 1_000;
const MOST = 5_000;

/** Broken off, it is begun anew: what is sealed by the current key already is left alone. */
export function rotate(): Command {
  const command = new Command('rotate')
    .description(
      'seal every address under the first key of ENCRYPTION_KEY; run again, it goes on; exit code 1 if a row cannot be opened',
    )
    .option('--batch <rows>', `rows that one call looks at, at most ${MOST}`, wholeNumber(1, MOST), BATCH);
  return addChangeFlags(command).action(async (options: Options, self: Command) => {
    const session = openSession(self);
    const dryRun = options.dryRun === true;
    const reason = dryRun ? undefined : await ask(session, options);
    const total = await rotateAll(session, { limit: options.batch, dry_run: dryRun, reason });
    session.show({ value: total, raw: total }, renderTotal);
    if (total.left.length > 0) process.exitCode = EXIT_CODE.failed;
  });
}

async function ask(session: Session, { yes, reason }: Options): Promise<string> {
  if (yes !== true) {
    const { current_key: key, total_estimate: rows } = await rotateBatch(session, { limit: 1, dry_run: true });
    await confirm(`Look at about ${countOf(rows, 'row')} and seal their addresses under key ${key}?`, yes);
  }
  return await reasonFor(reason, yes);
}

interface Body {
  readonly limit: number;
  readonly dry_run: boolean;
  readonly cursor?: string | undefined;
  readonly reason?: string | undefined;
}

async function rotateAll(session: Session, body: Body): Promise<RotationTotal> {
  const { openRotationBar } = await import('./rotation-bar.ts');
  const bar = openRotationBar({ isTold: !body.dry_run });
  let batch = await rotateBatch(session, body);
  let total = addBatch(undefined, batch, body.dry_run);
  try {
    bar.update(batch, total);
    while (batch.next_cursor !== null) {
      const { limit, dry_run } = body;
      batch = await rotateBatch(session, { limit, dry_run, cursor: batch.next_cursor });
      total = addBatch(total, batch, dry_run);
      bar.update(batch, total);
    }
    return total;
  } finally {
    bar.close();
  }
}

async function rotateBatch(session: Session, body: Body): Promise<KeyRotation> {
  const { value } = await session.api.send(
    'POST',
    '/api/keys/rotate',
    body,
    (contracts) => contracts.KeyRotationSchema,
  );
  return value;
}
