// The ledger of a composed system: `read` prints it, `check` compares that of a restored system with what its backup says.
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type Database, openDatabase } from '@ballast/database';
import { readLedger, verifyLedger } from '@ballast/ledger';
import { loadConfig, mysqlAddress, mysqlEnv } from '@ballast/runtime';
import { Command } from 'commander';
import { z } from 'zod';
import { runCommand, withMessaging } from './command.ts';
import { compareLedgers, type SavedLedger } from './compare-ledgers.ts';

/** What was under way when the backup was taken is published anew by the reconciler, which looks at what is a minute old. */
const PATIENCE_MS = 120_000;
const POLL_MS = 1_000;

const program = new Command('ledger').description('The ledger of a backup, and of what was restored.');
program
  .command('read')
  .description('write the ledger to standard output, as JSON')
  .action(() => withDatabase(async (db) => console.log(JSON.stringify(await readLedger(db)))));
program
  .command('check')
  .description('compare the ledger and the tables with the backup’s ledger on standard input')
  .action(() => withDatabase(check));
await runCommand(program);

async function withDatabase(use: (db: Database) => Promise<void>): Promise<void> {
  const db = await openDatabase(mysqlAddress(loadConfig(z.object(mysqlEnv))));
  try {
    await use(db);
  } finally {
    await db.close();
  }
}

async function check(db: Database): Promise<void> {
  const saved = JSON.parse(await text(process.stdin)) as SavedLedger;
  await withMessaging('ledger', async (messaging) => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const restored = await verifyLedger(db, messaging);
      const complaints = compareLedgers(saved, restored);
      const { accepted, emails } = restored.ledger;
      if (complaints.length === 0) return console.log(`whole: ${accepted} requests and ${emails.accepted} mails`);
      if (Date.now() > deadline) throw new Error(complaints.join('\n'));
      await pause(POLL_MS);
    }
  });
}
