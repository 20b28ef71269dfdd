import type { Rule } from '@ballast/contracts/operators';
import type { Answer, Api } from '../../../api/api.ts';
import { CliError } from '../../../failures/cli-error.ts';
import type { RuleList } from './rule-table.ts';

export function readRules(api: Api): Promise<Answer<RuleList>> {
  return api.get('/api/dlq/rules', (contracts) => contracts.RuleListSchema);
}

/** One rule, by its name. */
export async function readRule(api: Api, name: string): Promise<Answer<Rule>> {
  const { value, raw } = await readRules(api);
  const index = value.items.findIndex((rule) => rule.name === name);
  const rule = value.items[index];
  if (rule === undefined)
    throw new CliError('refused', `there is no rule named ${name}: ballast dlq rules lists them.`);
  const items = (raw as { items: unknown[] }).items;
  return { value: rule, raw: items[index] };
}
