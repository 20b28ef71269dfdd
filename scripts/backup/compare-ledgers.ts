import type { Ledger, LedgerVerification } from '@ballast/contracts/operators';

/** The ledger just before the database was saved, and just after: what a backup holds lies between the two. */
export interface SavedLedger {
  readonly before: Ledger;
  readonly after: Ledger;
}

type Account = Ledger['emails'];
const STATES = ['accepted', 'completed', 'dead_lettered', 'discarded', 'in_flight'] as const;

/**
 * What a restored system has not got that its backup says, a sentence each; nothing when it is whole. A system that was
 * quiet while it was backed up has to be the same in every count. What one that worked has to have is what was accepted
 * before, and nothing that was not accepted after: in which state, its own work decides.
 */
export function compareLedgers(saved: SavedLedger, restored: LedgerVerification): string[] {
  const complaints = [
    ...compareAccounts('requests', saved.before, saved.after, restored.ledger),
    ...compareAccounts('mails', saved.before.emails, saved.after.emails, restored.ledger.emails),
  ];
  const rows = { requests: sumOf(restored.counted.requests), mails: sumOf(restored.counted.emails) };
  const accepted = { requests: restored.ledger.accepted, mails: restored.ledger.emails.accepted };
  for (const what of ['requests', 'mails'] as const) {
    if (rows[what] !== accepted[what])
      complaints.push(`The ledger has ${accepted[what]} ${what}, and the tables ${rows[what]}.`);
  }
  for (const { ledger, id, evidence } of restored.unaccounted) {
    complaints.push(`Nothing will move ${id} (${ledger}): ${evidence}.`);
  }
  if (!restored.is_complete) complaints.push('Not everything that is open could be looked at.');
  return complaints;
}

function compareAccounts(what: string, before: Account, after: Account, restored: Account): string[] {
  const complaints = restored.balanced ? [] : [`The counts of ${what} do not add up.`];
  if (isSame(before, after) && before.in_flight === 0) {
    const others = STATES.filter((state) => restored[state] !== before[state]);
    return [
      ...complaints,
      ...others.map((state) => `${restored[state]} ${what} are ${state}, and were ${before[state]}.`),
    ];
  }
  if (restored.accepted < before.accepted)
    complaints.push(`${restored.accepted} ${what} are accepted, and were ${before.accepted} before the backup.`);
  if (restored.accepted > after.accepted)
    complaints.push(`${restored.accepted} ${what} are accepted, and were ${after.accepted} after the backup.`);
  if (restored.completed < before.completed)
    complaints.push(`${restored.completed} ${what} are completed, and were ${before.completed} before the backup.`);
  return complaints;
}

function isSame(one: Account, other: Account): boolean {
  return STATES.every((state) => one[state] === other[state]);
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
