import type { Rule, RuleBody } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';

/** What is left out stays; null takes an optional setting away. */
export type RulePatch = {
  readonly [Name in keyof Omit<RuleBody, 'name'>]?:
    | RuleBody[Name]
    | (undefined extends RuleBody[Name] ? null : never)
    | undefined;
};

export interface RuleList {
  readonly items: Rule[];
  readonly enabled: boolean;
}

export async function listRules(_db: Database): Promise<RuleList> {
  throw new Error('not yet');
}

/** @throws ActError `conflict` when the name is taken, `invalid_rule` with the field */
export async function createRule(_db: Database, _body: RuleBody, _by: { actor: string }): Promise<Rule> {
  throw new Error('not yet');
}

/** @throws ActError `not_found`, `invalid_rule` with the field */
export async function changeRule(
  _db: Database,
  _name: string,
  _patch: RulePatch,
  _by: { actor: string },
): Promise<Rule> {
  throw new Error('not yet');
}

/** @throws ActError `not_found` */
export async function deleteRule(_db: Database, _name: string, _by: { actor: string }): Promise<void> {
  throw new Error('not yet');
}

/** The kill switch over all rules. */
export async function switchRules(
  _db: Database,
  _enabled: boolean,
  _by: { actor: string; reason: string },
): Promise<void> {
  throw new Error('not yet');
}
