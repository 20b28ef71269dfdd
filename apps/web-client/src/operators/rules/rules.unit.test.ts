import type { Rule } from '@ballast/contracts/operators';
import { describe, expect, it } from 'vitest';
import { firingsOf } from './firing.ts';
import { readOpenRule, writeOpenRule } from './open-rule.ts';
import { formOf, patchOf, type RuleForm, rangeOf, readForm, trialOf } from './rule-form.ts';

const RULE: Rule = {
  name: 'greylisted',
  mode: 'shadow',
  error_pattern: 'greylist',
  wait_seconds: 60,
  max_retries: 3,
  condition_query: 'type:transient',
  hour_from: 0,
  hour_to: 6,
  budget_per_hour: 1_000,
  cooldown_seconds: 60,
  rate_per_second: 10,
  fired_total: 1,
  shadow_total: 2,
  changed_by: 'grace',
  updated_at: '2026-01-01T00:00:00.000Z',
};

const bodyOf = (form: RuleForm) => {
  const read = readForm(form);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.body;
};
const faultsOf = (change: Partial<RuleForm>) => {
  const read = readForm({ ...formOf(RULE), ...change });
  return 'faults' in read ? read.faults : {};
};

describe('the form of a rule', () => {
  it('changes nothing when nothing was typed', () => {
    expect(patchOf(RULE, bodyOf(formOf(RULE)))).toEqual({});
  });

  it('changes what was typed, and takes away what was emptied', () => {
    const form = { ...formOf(RULE), wait_seconds: ' 90 ', condition_query: ' ', hour_from: '', hour_to: '' };
    expect(patchOf(RULE, bodyOf(form))).toEqual({
      wait_seconds: 90,
      condition_query: null,
      hour_from: null,
      hour_to: null,
    });
  });

  it('of a new rule is in shadow mode with the defaults of the contract', () => {
    const body = bodyOf({ ...formOf(undefined), name: 'a', error_pattern: 'x' });
    expect(body).toMatchObject({ mode: 'shadow', budget_per_hour: 1_000, cooldown_seconds: 60, rate_per_second: 10 });
    expect(trialOf(body)).toEqual({ error_pattern: 'x', wait_seconds: 300, max_retries: 3 });
  });

  it.each<[Partial<RuleForm>, object]>([
    [{ name: 'Not Good' }, { name: 'name' }],
    [{ error_pattern: '' }, { error_pattern: 'pattern' }],
    [{ condition_query: 'x'.repeat(2_001) }, { condition_query: 'long' }],
    [{ description: 'x'.repeat(1_001) }, { description: 'long' }],
    [{ wait_seconds: '1.5' }, { wait_seconds: 'range' }],
    [{ wait_seconds: '' }, { wait_seconds: 'range' }],
    [
      { rate_per_second: '0', max_retries: '101' },
      { rate_per_second: 'range', max_retries: 'range' },
    ],
    [{ hour_from: '24' }, { hour_from: 'range' }],
    [{ hour_to: '' }, { hour_to: 'together' }],
    [{ hour_from: '' }, { hour_from: 'together' }],
    [{ hour_from: '6' }, { hour_to: 'same' }],
    [{ hour_from: '22' }, {}],
  ])('with %o has the faults %o', (change, faults) => {
    expect(faultsOf(change)).toEqual(faults);
  });

  it('knows what a number may be from the contract', () => {
    expect(rangeOf('max_retries')).toEqual({ min: 1, max: 100 });
    expect(rangeOf('rate_per_second')).toEqual({ min: 1, max: 10_000 });
    expect(rangeOf('hour_to')).toEqual({ min: 0, max: 23 });
  });
});

it.each([undefined, { what: 'new' }, { what: 'edit', rule: 'a-b' }, { what: 'results', rule: 'a' }] as const)(
  'what is open (%o) is read as it was written',
  (opened) => {
    expect(readOpenRule(writeOpenRule(opened))).toEqual(opened);
  },
);

it('acts of a rule are read from its entries; what says something else is left out', () => {
  const entry = (act: string, details: Record<string, unknown>) => ({
    seq: 1,
    at: RULE.updated_at,
    actor: 'rule:greylisted',
    act,
    target_type: 'rule',
    target_id: 'greylisted',
    outcome: 'done',
    details,
    prev_hash: '',
    hash: '',
  });
  expect(
    firingsOf([
      entry('rule.fire', { letters: 3, shadow: true, examples: ['1'], passed_over: { poison: 1 } }),
      entry('rule.fire', { something: 'else' }),
      entry('rule.change', { letters: 3 }),
    ]),
  ).toEqual([{ seq: 1, at: RULE.updated_at, letters: 3, shadow: true, examples: ['1'], passed_over: { poison: 1 } }]);
});
