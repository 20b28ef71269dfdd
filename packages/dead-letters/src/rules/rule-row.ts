import type { Rule } from '@ballast/contracts/operators';
import type { RowDataPacket } from '@ballast/database';

/** A row of `dlq_rules`. */
export interface RuleRow extends RowDataPacket {
  name: string;
  description: string | null;
  mode: Rule['mode'];
  error_pattern: string;
  wait_seconds: number;
  max_retries: number;
  condition_query: string | null;
  hour_from: number | null;
  hour_to: number | null;
  budget_per_hour: number;
  cooldown_seconds: number;
  rate_per_second: number;
  last_fired_at: Date | null;
  fired_total: number;
  shadow_total: number;
  changed_by: string;
  updated_at: Date;
}

/** What a person sets, as columns. */
export const RULE_SETTINGS = [
  'description',
  'mode',
  'error_pattern',
  'wait_seconds',
  'max_retries',
  'condition_query',
  'hour_from',
  'hour_to',
  'budget_per_hour',
  'cooldown_seconds',
  'rate_per_second',
] as const;

export const RULE_COLUMNS = `name, ${RULE_SETTINGS.join(', ')}, last_fired_at, fired_total, shadow_total, changed_by, updated_at`;

/** What the outside sees of a rule. */
export function toRuleView(row: RuleRow): Rule {
  return {
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    mode: row.mode,
    error_pattern: row.error_pattern,
    wait_seconds: row.wait_seconds,
    max_retries: row.max_retries,
    ...(row.condition_query !== null && { condition_query: row.condition_query }),
    ...(row.hour_from !== null && { hour_from: row.hour_from }),
    ...(row.hour_to !== null && { hour_to: row.hour_to }),
    budget_per_hour: row.budget_per_hour,
    cooldown_seconds: row.cooldown_seconds,
    rate_per_second: row.rate_per_second,
    ...(row.last_fired_at !== null && { last_fired_at: row.last_fired_at.toISOString() }),
    fired_total: Number(row.fired_total),
    shadow_total: Number(row.shadow_total),
    changed_by: row.changed_by,
    updated_at: row.updated_at.toISOString(),
  };
}
