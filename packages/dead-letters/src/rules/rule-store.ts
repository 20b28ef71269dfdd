import { type AuditEntry, appendAudit } from '@ballast/audit';
import type { Rule, RuleBody } from '@ballast/contracts/operators';
import { type Database, isDatabaseError, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { ActError } from '../act-error.ts';
import type { Queryable } from '../queryable.ts';
import { checkRule } from './check-rule.ts';
import { RULE_COLUMNS, RULE_SETTINGS, type RuleRow, toRuleView } from './rule-row.ts';

/** What is left out stays; null takes an optional setting away. */
export type RulePatch = {
  readonly [Name in Exclude<keyof RuleBody, 'name'>]?:
    | RuleBody[Name]
    | (undefined extends RuleBody[Name] ? null : never)
    | undefined;
};

/** All rules, and the switch over them. */
export interface RuleList {
  readonly items: Rule[];
  /** The kill switch over all of them. */
  readonly enabled: boolean;
}

/** Who changes a rule, and why. */
export interface RuleAct {
  readonly actor: string;
  readonly reason?: string | undefined;
}

/** All rules by name, and whether any may act. */
export async function listRules(db: Database): Promise<RuleList> {
  return await db.withConnection(async (connection) => ({
    items: (await readRules(connection)).map(toRuleView),
    enabled: await areRulesOn(connection),
  }));
}

export async function readRules(connection: Queryable): Promise<RuleRow[]> {
  const [rows] = await connection.query<RuleRow[]>(`SELECT ${RULE_COLUMNS} FROM dlq_rules ORDER BY name`);
  return rows;
}

/** A switch that was never touched is on. */
export async function areRulesOn(connection: Queryable): Promise<boolean> {
  const [[row]] = await connection.query<RowDataPacket[]>("SELECT is_on FROM dlq_switches WHERE name = 'rules'");
  return row === undefined || row.is_on === 1;
}

/**
 * Makes a rule.
 *
 * @throws ActError `conflict` when the name is taken, `invalid_rule` with the field
 */
export async function createRule(db: Database, body: RuleBody, by: RuleAct): Promise<Rule> {
  checkRule(body);
  const columns = ['name', ...RULE_SETTINGS] as const;
  return await withTransaction(db, async (tx) => {
    try {
      await tx.query(`INSERT INTO dlq_rules (${columns.join(', ')}, changed_by) VALUES (?)`, [
        [...columns.map((name) => body[name] ?? null), by.actor.slice(0, 255)],
      ]);
    } catch (error) {
      if (!isDatabaseError(error, 'duplicate')) throw error;
      throw new ActError('conflict', `There is a rule ${body.name} already.`, { field: 'name', cause: error });
    }
    await audit(tx, 'rule.create', body.name, by, { settings: body });
    return await viewOf(tx, body.name);
  });
}

/**
 * Changes what the patch names of a rule.
 *
 * @throws ActError `not_found`, `invalid_rule` with the field
 */
export async function changeRule(db: Database, name: string, patch: RulePatch, by: RuleAct): Promise<Rule> {
  return await withTransaction(db, async (tx) => {
    const before = await lockRule(tx, name);
    const given = RULE_SETTINGS.filter((setting) => patch[setting] !== undefined);
    checkRule({ ...before, ...Object.fromEntries(given.map((setting) => [setting, patch[setting]])) });
    if (given.length > 0) {
      await tx.query(
        `UPDATE dlq_rules SET ${given.map((setting) => `${setting} = ?`).join(', ')}, changed_by = ? WHERE name = ?`,
        [...given.map((setting) => patch[setting] ?? null), by.actor.slice(0, 255), name],
      );
    }
    const changes = given.map((setting) => ({ setting, before: before[setting], after: patch[setting] ?? null }));
    await audit(tx, 'rule.change', name, by, { changes });
    return await viewOf(tx, name);
  });
}

/**
 * Deletes a rule; what it did before stays done.
 *
 * @throws ActError `not_found`
 */
export async function deleteRule(db: Database, name: string, by: RuleAct): Promise<void> {
  await withTransaction(db, async (tx) => {
    const before = await lockRule(tx, name);
    await tx.query('DELETE FROM dlq_rules WHERE name = ?', [name]);
    await audit(tx, 'rule.delete', name, by, { settings: toRuleView(before) });
  });
}

/** The kill switch over all rules: off, none acts from the next moment on. Jobs that are under way are not touched. */
export async function switchRules(
  db: Database,
  enabled: boolean,
  by: { readonly actor: string; readonly reason: string },
): Promise<void> {
  await withTransaction(db, async (tx) => {
    await tx.query(
      `INSERT INTO dlq_switches (name, is_on, changed_by) VALUES ('rules', ?, ?)
        ON DUPLICATE KEY UPDATE is_on = VALUES(is_on), changed_by = VALUES(changed_by)`,
      [enabled, by.actor.slice(0, 255)],
    );
    await audit(tx, 'rule.switch', 'all', by, { enabled });
  });
}

/** The rule's row, held until the transaction ends. */
export async function lockRule(tx: Tx, name: string): Promise<RuleRow> {
  const [[row]] = await tx.query<RuleRow[]>(`SELECT ${RULE_COLUMNS} FROM dlq_rules WHERE name = ? FOR UPDATE`, [name]);
  if (row === undefined) throw new ActError('not_found', `There is no rule ${name}.`);
  return row;
}

async function viewOf(tx: Tx, name: string): Promise<Rule> {
  return toRuleView(await lockRule(tx, name));
}

async function audit(
  tx: Tx,
  act: AuditEntry['act'],
  name: string,
  { actor, reason }: RuleAct,
  details: Record<string, unknown>,
): Promise<void> {
  await appendAudit(tx, [{ actor, act, targetType: 'rule', targetId: name, reason, outcome: 'done', details }]);
}
