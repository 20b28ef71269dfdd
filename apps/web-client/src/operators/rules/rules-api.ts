import {
  type AuditEntry,
  AuditListSchema,
  type Rule,
  type RuleBody,
  RuleListSchema,
  type RulePatchSchema,
  RuleSchema,
  type RuleTrial,
  type RuleTrialBody,
  RuleTrialSchema,
} from '@ballast/contracts/operators';
import type { output } from 'zod';
import { requestJson, withJson } from '../../api/request-json.ts';

export type RuleList = output<typeof RuleListSchema>;
export type RulePatch = output<typeof RulePatchSchema>;

/** A trial reads many letters. */
const TRIAL_MS = 30_000;

export function getRules(signal: AbortSignal): Promise<RuleList> {
  return requestJson('/api/dlq/rules', RuleListSchema, { signal });
}

export function createRule(body: RuleBody): Promise<Rule> {
  return requestJson('/api/dlq/rules', RuleSchema, withJson('POST', body));
}

export function changeRule(name: string, patch: RulePatch): Promise<Rule> {
  return requestJson(`/api/dlq/rules/${encodeURIComponent(name)}`, RuleSchema, withJson('PATCH', patch));
}

export function deleteRule(name: string): Promise<RuleList> {
  return requestJson(`/api/dlq/rules/${encodeURIComponent(name)}`, RuleListSchema, { method: 'DELETE' });
}

export function switchRules(enabled: boolean, reason: string): Promise<RuleList> {
  return requestJson('/api/dlq/rules/switch', RuleListSchema, withJson('POST', { enabled, reason }));
}

export function tryRule(body: RuleTrialBody): Promise<RuleTrial> {
  return requestJson('/api/dlq/rules/try', RuleTrialSchema, { ...withJson('POST', body), timeoutMs: TRIAL_MS });
}

/** When a rule acted, or in shadow mode would have, newest first. */
export async function getFirings(name: string, limit: number, signal: AbortSignal): Promise<AuditEntry[]> {
  const asked = new URLSearchParams({ actor: `rule:${name}`, target_type: 'rule', limit: String(limit) });
  return (await requestJson(`/api/dlq/audit?${asked}`, AuditListSchema, { signal })).items;
}
