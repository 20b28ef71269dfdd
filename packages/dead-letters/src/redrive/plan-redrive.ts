import type { DryRun } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { chooseLetters } from './choose-letters.ts';
import { judgeSelection, type RefusedReference } from './judge-selection.ts';
import type { LetterFacts } from './letter-facts.ts';
import { CANARY_WAVES, type RedriveRequest } from './redrive-request.ts';
import { waveSizes } from './waves.ts';

const EXAMPLES = 5;
const DEADLINE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What a dry run needs of a request. */
export type PlanRequest = Omit<RedriveRequest, 'operator' | 'reason' | 'rule'>;

/**
 * What a job would do if it were made now, and what it would refuse and why. Changes nothing and locks nothing.
 *
 * @throws QueryError when the selection's query is none.
 */
export async function planRedrive(db: Database, request: PlanRequest): Promise<DryRun> {
  const chosen = await chooseLetters(db, request.selection);
  const { letters, refused } = await db.withConnection(
    (connection) => judgeSelection(connection, chosen, { force: request.force ?? false, lock: false }),
    { deadlineMs: DEADLINE_MS },
  );
  const { ratePerSecond = 10, delaySeconds = 0, waves = CANARY_WAVES } = request;
  const oldest = oldestOf(letters);
  return {
    total: letters.length + refused.length,
    would_send: letters.length,
    refused: groupRefusals(refused),
    by_type: countByType(letters),
    by_age: countByAge(letters, Date.now()),
    ...(oldest !== undefined && { oldest_at: oldest.toISOString() }),
    waves: waveSizes(letters.length, waves),
    estimated_seconds: Math.round((delaySeconds + letters.length / ratePerSecond) * 10) / 10,
  };
}

function groupRefusals(refused: readonly RefusedReference[]): DryRun['refused'] {
  const groups = new Map<string, { code: string; reason: string; count: number; examples: string[] }>();
  for (const { code, reason, reference } of refused) {
    const group = groups.get(code) ?? { code, reason, count: 0, examples: [] };
    group.count += 1;
    if (group.examples.length < EXAMPLES) group.examples.push(reference);
    groups.set(code, group);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

function countByType(letters: readonly LetterFacts[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { errorType } of letters) counts[errorType] = (counts[errorType] ?? 0) + 1;
  return counts;
}

/** `now`: epoch milliseconds. */
function countByAge(letters: readonly LetterFacts[], now: number): DryRun['by_age'] {
  const counts = { hour: 0, day: 0, week: 0, older: 0 };
  for (const { createdAt } of letters) {
    const hours = (now - createdAt.getTime()) / HOUR_MS;
    if (hours <= 1) counts.hour += 1;
    else if (hours <= 24) counts.day += 1;
    else if (hours <= 7 * 24) counts.week += 1;
    else counts.older += 1;
  }
  return counts;
}

function oldestOf(letters: readonly LetterFacts[]): Date | undefined {
  return letters.reduce<Date | undefined>(
    (oldest, { createdAt }) => (oldest === undefined || createdAt < oldest ? createdAt : oldest),
    undefined,
  );
}
