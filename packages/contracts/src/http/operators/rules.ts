import { z } from 'zod';

export const DLQ_RULE_MODES = ['active', 'shadow', 'off'] as const;
const hour = z.number().int().min(0).max(23);

/** What a person sets of an automatic rule. */
export const RuleBodySchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'small letters, digits and hyphens'),
  description: z.string().max(1000).optional(),
  mode: z.enum(DLQ_RULE_MODES).default('shadow'),
  error_pattern: z
    .string()
    .min(1)
    .max(500)
    .describe('A regular expression, matched against `<code>: <message>` without regard to case'),
  wait_seconds: z.number().int().min(0).max(604_800),
  max_retries: z.number().int().min(1).max(100),
  condition_query: z.string().max(2000).optional().describe('A query in the search language'),
  hour_from: hour.optional().describe('UTC; with `hour_to`, when it may act'),
  hour_to: hour.optional(),
  budget_per_hour: z.number().int().min(1).max(1_000_000).default(1000),
  cooldown_seconds: z.number().int().min(0).max(86_400).default(60),
  rate_per_second: z.number().int().min(1).max(10_000).default(10),
});
export type RuleBody = z.output<typeof RuleBodySchema>;

export const RuleSchema = RuleBodySchema.extend({
  last_fired_at: z.iso.datetime().optional(),
  fired_total: z.number().int(),
  shadow_total: z.number().int().describe('What shadow mode would have redriven'),
  changed_by: z.string(),
  updated_at: z.iso.datetime(),
}).meta({ id: 'Rule' });
export type Rule = z.output<typeof RuleSchema>;

export const RuleListSchema = z
  .object({ items: z.array(RuleSchema), enabled: z.boolean().describe('The kill switch over all rules') })
  .meta({ id: 'RuleList' });

/** A change of a rule: what is left out stays; null takes an optional setting away. */
export const RulePatchSchema = z.object({
  description: z.string().max(1000).nullable().optional(),
  mode: z.enum(DLQ_RULE_MODES).optional(),
  error_pattern: RuleBodySchema.shape.error_pattern.optional(),
  wait_seconds: RuleBodySchema.shape.wait_seconds.optional(),
  max_retries: RuleBodySchema.shape.max_retries.optional(),
  condition_query: z.string().max(2000).nullable().optional(),
  hour_from: hour.nullable().optional(),
  hour_to: hour.nullable().optional(),
  budget_per_hour: z.number().int().min(1).max(1_000_000).optional(),
  cooldown_seconds: z.number().int().min(0).max(86_400).optional(),
  rate_per_second: z.number().int().min(1).max(10_000).optional(),
});

/** The body of `POST /api/dlq/rules/try`: the settings that say which letters a rule is about. */
export const RuleTrialBodySchema = RuleBodySchema.pick({
  error_pattern: true,
  wait_seconds: true,
  max_retries: true,
  condition_query: true,
});
export type RuleTrialBody = z.output<typeof RuleTrialBodySchema>;

export const RuleTrialSchema = z
  .object({
    matching: z.number().int().describe('Pending letters that it would redrive now'),
    examples: z.array(z.string()).describe('Some of them, oldest first'),
    passed_over: z
      .record(z.string(), z.number().int())
      .describe('Letters that its pattern finds and it would not redrive, by reason; at least so many'),
    is_partial: z.boolean().describe('There were more letters than one look reads: `matching` is at least so many'),
  })
  .meta({ id: 'RuleTrial' });
export type RuleTrial = z.output<typeof RuleTrialSchema>;

export const RuleSwitchBodySchema = z.object({ enabled: z.boolean(), reason: z.string().trim().min(1).max(1000) });

export const ViewBodySchema = z.object({
  name: z.string().trim().min(1).max(100),
  query: z.string().max(2000),
});
export const ViewSchema = ViewBodySchema.extend({
  owner: z.string(),
  created_at: z.iso.datetime(),
}).meta({ id: 'View' });
export const ViewListSchema = z.object({ items: z.array(ViewSchema) }).meta({ id: 'ViewList' });
