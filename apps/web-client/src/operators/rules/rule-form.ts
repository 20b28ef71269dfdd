import {
  type Rule,
  type RuleBody,
  RuleBodySchema,
  RulePatchSchema,
  type RuleTrialBody,
} from '@ballast/contracts/operators';
import type { RulePatch } from './rules-api.ts';

const { shape } = RuleBodySchema;
const NUMBERS = {
  wait_seconds: shape.wait_seconds,
  max_retries: shape.max_retries,
  budget_per_hour: shape.budget_per_hour.unwrap(),
  cooldown_seconds: shape.cooldown_seconds.unwrap(),
  rate_per_second: shape.rate_per_second.unwrap(),
  hour_from: shape.hour_from.unwrap(),
  hour_to: shape.hour_to.unwrap(),
} as const;

const RULE_NUMBERS = [
  'wait_seconds',
  'max_retries',
  'budget_per_hour',
  'cooldown_seconds',
  'rate_per_second',
  'hour_from',
  'hour_to',
] as const satisfies readonly (keyof typeof NUMBERS)[];
export type RuleNumber = (typeof RULE_NUMBERS)[number];

export type RuleField = 'name' | 'description' | 'error_pattern' | 'condition_query' | RuleNumber;

/** A rule as it stands in the fields of its form. */
export type RuleForm = Readonly<Record<RuleField, string>> & { readonly mode: Rule['mode'] };

/** Why a field cannot be so: a `range` names what its number may be, `together` that the hours are set both or not at all. */
type RuleFault = 'name' | 'pattern' | 'long' | 'range' | 'together' | 'same';
export type RuleFaults = Partial<Readonly<Record<RuleField, RuleFault>>>;

const EMPTY: RuleForm = {
  name: '',
  description: '',
  mode: 'shadow',
  error_pattern: '',
  condition_query: '',
  wait_seconds: '300',
  max_retries: '3',
  budget_per_hour: String(shape.budget_per_hour.parse(undefined)),
  cooldown_seconds: String(shape.cooldown_seconds.parse(undefined)),
  rate_per_second: String(shape.rate_per_second.parse(undefined)),
  hour_from: '',
  hour_to: '',
};

export function formOf(rule: Rule | undefined): RuleForm {
  if (rule === undefined) return EMPTY;
  const { name, mode, error_pattern, description = '', condition_query = '' } = rule;
  const numbers = Object.fromEntries(RULE_NUMBERS.map((field) => [field, String(rule[field] ?? '')]));
  return { ...EMPTY, ...numbers, name, mode, error_pattern, description, condition_query };
}

/** Least and most of a number, as the contract has them. */
export function rangeOf(field: RuleNumber): { readonly min: number; readonly max: number } {
  const { minValue, maxValue } = NUMBERS[field];
  return { min: minValue ?? 0, max: maxValue ?? Number.MAX_SAFE_INTEGER };
}

/** The form as the server takes it, or what is wrong with it by the contract. */
export function readForm(form: RuleForm): { readonly body: RuleBody } | { readonly faults: RuleFaults } {
  const read = RuleBodySchema.safeParse({
    name: form.name.trim(),
    mode: form.mode,
    error_pattern: form.error_pattern,
    ...given('description', form.description),
    ...given('condition_query', form.condition_query),
    ...Object.fromEntries(RULE_NUMBERS.flatMap((field) => numberOf(field, form[field]))),
  });
  const faults: Partial<Record<RuleField, RuleFault>> = {};
  if (!read.success) for (const { path } of read.error.issues) addFault(faults, path[0]);
  const [from, to] = [form.hour_from.trim(), form.hour_to.trim()];
  // What no schema says, and the server does.
  if ((from === '') !== (to === '')) faults[from === '' ? 'hour_from' : 'hour_to'] ??= 'together';
  else if (from !== '' && Number(from) === Number(to)) faults.hour_to ??= 'same';
  return read.success && Object.keys(faults).length === 0 ? { body: read.data } : { faults };
}

/** What is to change for a rule to be as the form says; what was taken out of the form is taken away. */
export function patchOf(rule: Rule, body: RuleBody): RulePatch {
  const { name: _name, ...wanted } = body;
  const all = { description: null, condition_query: null, hour_from: null, hour_to: null, ...wanted };
  const known: Record<string, unknown> = { ...rule };
  return RulePatchSchema.parse(
    Object.fromEntries(Object.entries(all).filter(([setting, value]) => value !== (known[setting] ?? null))),
  );
}

/** The settings that say which letters a rule is about. */
export function trialOf({ error_pattern, wait_seconds, max_retries, condition_query }: RuleBody): RuleTrialBody {
  return { error_pattern, wait_seconds, max_retries, ...(condition_query !== undefined && { condition_query }) };
}

function given(field: RuleField, text: string): Record<string, string> {
  return text.trim() === '' ? {} : { [field]: text.trim() };
}

/** Hours may be left out; every other number is needed, though the contract has a default for some: a field shows what it sets. */
function numberOf(field: RuleNumber, text: string): [RuleNumber, number][] {
  const written = text.trim();
  if (written === '' && (field === 'hour_from' || field === 'hour_to')) return [];
  return [[field, /^\d+$/u.test(written) ? Number(written) : Number.NaN]];
}

function addFault(faults: Partial<Record<RuleField, RuleFault>>, field: PropertyKey | undefined): void {
  if (field === 'name') faults.name = 'name';
  else if (field === 'error_pattern') faults.error_pattern = 'pattern';
  else if (field === 'condition_query' || field === 'description') faults[field] = 'long';
  else {
    const number = RULE_NUMBERS.find((one) => one === field);
    if (number !== undefined) faults[number] = 'range';
  }
}
