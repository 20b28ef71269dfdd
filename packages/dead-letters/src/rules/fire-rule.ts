import { appendAudit } from '@ballast/audit';
import type { RowDataPacket, Tx } from '@ballast/database';
import { chosenById } from '../redrive/choose-letters.ts';
import { createJobOf } from '../redrive/create-redrive-job.ts';
import { CANARY_WAVES } from '../redrive/redrive-request.ts';
import type { Candidates } from './find-candidates.ts';
import type { RuleRow } from './rule-row.ts';
import { areRulesOn, lockRule } from './rule-store.ts';

/** With fewer letters the canary would be most of the job. */
const LEAST_FOR_CANARY = 6;
const EXAMPLES = 10;

/** `held`: the switch, its mode, its cooldown, its budget or a job that stopped keeps it from acting now. */
export type Firing =
  | { readonly kind: 'held'; readonly reason: HoldReason }
  | { readonly kind: 'fired'; readonly letters: number; readonly jobId: string }
  | { readonly kind: 'shadow'; readonly letters: number };

export const HOLD_REASONS = ['switch', 'mode', 'cooldown', 'budget', 'stopped_job', 'refused'] as const;
type HoldReason = (typeof HOLD_REASONS)[number];

/**
 * Lets a rule act on its candidates, in one transaction that holds the rule's row: of several processes that come here at
 * once, the second finds the cooldown begun. What was true when the candidates were looked for is looked at again.
 */
export async function fireRule(tx: Tx, name: string, { ids, passedOver }: Candidates): Promise<Firing> {
  const rule = await lockRule(tx, name);
  const hold = await holdReason(tx, rule);
  if (hold !== undefined) return { kind: 'held', reason: hold };
  if (rule.mode === 'shadow') return await castShadow(tx, rule, ids, passedOver);

  const budget = rule.budget_per_hour - (await spentInLastHour(tx, rule));
  if (budget <= 0) return { kind: 'held', reason: 'budget' };
  const members = ids.slice(0, budget);
  const { job, accepted } = await createJobOf(tx, chosenById(members), {
    selection: { ids: members.map(String) },
    operator: `rule:${rule.name}`,
    reason: `The rule ${rule.name} is about errors like ${rule.error_pattern}`.slice(0, 1_000),
    rule: rule.name,
    ratePerSecond: rule.rate_per_second,
    waves: members.length < LEAST_FOR_CANARY ? [] : CANARY_WAVES,
  });
  if (job === undefined) return { kind: 'held', reason: 'refused' };
  await noteFiring(tx, rule, 'fired_total', accepted.length);
  await audit(tx, rule, 'done', {
    letters: accepted.length,
    job_id: job.id,
    passed_over: { ...passedOver, ...(ids.length > members.length && { budget: ids.length - members.length }) },
  });
  return { kind: 'fired', letters: accepted.length, jobId: job.id };
}

/** Only what has come to it since its last shadow counts, or one letter would count at every look. */
async function castShadow(
  tx: Tx,
  rule: RuleRow,
  ids: readonly number[],
  passedOver: Candidates['passedOver'],
): Promise<Firing> {
  const fresh = await comeSince(tx, rule, ids);
  const would = fresh.slice(0, rule.budget_per_hour);
  if (would.length === 0) return { kind: 'shadow', letters: 0 };
  await noteFiring(tx, rule, 'shadow_total', would.length);
  await audit(tx, rule, 'done', {
    shadow: true,
    letters: would.length,
    examples: would.slice(0, EXAMPLES).map(String),
    passed_over: passedOver,
  });
  return { kind: 'shadow', letters: would.length };
}

async function comeSince(tx: Tx, rule: RuleRow, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0 || rule.last_fired_at === null) return [...ids];
  const [rows] = await tx.query<RowDataPacket[]>(
    `SELECT id FROM dead_letter_messages FORCE INDEX (PRIMARY)
      WHERE id IN (?) AND dlq_created_at + INTERVAL ? SECOND > ? ORDER BY id`,
    [ids, rule.wait_seconds, rule.last_fired_at],
  );
  return rows.map(({ id }) => Number(id));
}

async function holdReason(tx: Tx, rule: RuleRow): Promise<HoldReason | undefined> {
  if (!(await areRulesOn(tx))) return 'switch';
  if (rule.mode === 'off') return 'mode';
  const [[row]] = await tx.query<RowDataPacket[]>(
    `SELECT last_fired_at > NOW(3) - INTERVAL ? SECOND AS is_cooling,
        EXISTS (SELECT 1 FROM redrive_jobs WHERE rule = ? AND state = 'stopped' AND updated_at > NOW(3) - INTERVAL 1 HOUR)
          AS has_stopped
       FROM dlq_rules WHERE name = ?`,
    [rule.cooldown_seconds, rule.name, rule.name],
  );
  if (row?.is_cooling === 1) return 'cooldown';
  // Its last job met too many failures: more of the same would too, until somebody looks or an hour has passed.
  return row?.has_stopped === 1 && rule.mode === 'active' ? 'stopped_job' : undefined;
}

async function spentInLastHour(tx: Tx, rule: RuleRow): Promise<number> {
  const [[row]] = await tx.query<RowDataPacket[]>(
    'SELECT COALESCE(SUM(total), 0) AS spent FROM redrive_jobs WHERE rule = ? AND created_at > NOW(3) - INTERVAL 1 HOUR',
    [rule.name],
  );
  return Number(row?.spent ?? 0);
}

async function noteFiring(tx: Tx, rule: RuleRow, total: 'fired_total' | 'shadow_total', count: number): Promise<void> {
  // `updated_at` is when a person changed it
  await tx.query(
    `UPDATE dlq_rules SET last_fired_at = NOW(3), ${total} = ${total} + ?, updated_at = updated_at WHERE name = ?`,
    [count, rule.name],
  );
}

async function audit(tx: Tx, rule: RuleRow, outcome: 'done', details: Record<string, unknown>): Promise<void> {
  await appendAudit(tx, [
    { actor: `rule:${rule.name}`, act: 'rule.fire', targetType: 'rule', targetId: rule.name, outcome, details },
  ]);
}
