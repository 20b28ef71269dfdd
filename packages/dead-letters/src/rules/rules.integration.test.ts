import type { RuleBody } from '@ballast/contracts/operators';
import { type Database, openDatabase } from '@ballast/database';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { createTestDatabase, type TestDatabase, until } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deadRequests } from '../../test/dead-requests.ts';
import { pretendWorker } from '../../test/pretend-worker.ts';
import { countBy, emptyTables, rows } from '../../test/rows.ts';
import { RedriveRunner } from '../redrive/redrive-runner.ts';
import { findCandidates } from './find-candidates.ts';
import { RuleEngine } from './rule-engine.ts';
import { changeRule, createRule, deleteRule, listRules, readRules, switchRules } from './rule-store.ts';
import { tryRule } from './try-rule.ts';

let database: TestDatabase;
let manager: Database;
let web: Database;
let defaultRule: Record<string, unknown>;

beforeAll(async () => {
  database = await createTestDatabase();
  manager = await openDatabase(await database.account('dlq-manager'));
  web = await openDatabase(await database.account('web-server'));
  defaultRule = (await listRules(web)).items[0] ?? {};
});
afterAll(async () => {
  await manager.close();
  await web.close();
  await database.drop();
});
beforeEach(() => emptyTables(database.db));

const BY = { actor: 'alice', reason: 'r' };
const RULE: RuleBody = {
  name: 'again',
  mode: 'active',
  error_pattern: 'etimedout',
  wait_seconds: 60,
  max_retries: 2,
  budget_per_hour: 1_000,
  cooldown_seconds: 0,
  rate_per_second: 1_000,
};

function engine(now?: () => Date): RuleEngine {
  return new RuleEngine({
    db: manager,
    metrics: createMetrics('m'),
    logger: createLogger({ service: 'm', level: 'warn' }),
    ...(now !== undefined && { now }),
  });
}

function runner(): RedriveRunner {
  return new RedriveRunner({
    db: manager,
    owner: 'm',
    notify: () => undefined,
    metrics: createMetrics('m'),
    logger: createLogger({ service: 'm', level: 'warn' }),
  });
}

/** Makes every letter and every firing an hour older. */
async function anHourLater(): Promise<void> {
  await database.db.pool.query('UPDATE dead_letter_messages SET dlq_created_at = dlq_created_at - INTERVAL 1 HOUR');
  await database.db.pool.query('UPDATE dlq_rules SET last_fired_at = last_fired_at - INTERVAL 1 HOUR');
  await database.db.pool.query('UPDATE redrive_jobs SET created_at = created_at - INTERVAL 1 HOUR');
}

test('the default rule redrives network timeouts after half an hour, at most twice, and nothing else', async () => {
  expect(defaultRule).toMatchObject({ name: 'network-timeout', mode: 'active', wait_seconds: 1_800, max_retries: 2 });
  await createRule(web, { ...RULE, ...(defaultRule as RuleBody) }, BY);
  const [timeout] = await deadRequests(database.db, 1, { ageSeconds: 1_700 });
  await deadRequests(database.db, 1, { ageSeconds: 7_200, errorCode: 'invalid', errorMessage: 'bad number' });
  await deadRequests(database.db, 1, { ageSeconds: 7_200, errorType: 'poison' });
  await deadRequests(database.db, 1, { ageSeconds: 7_200, errorType: 'permanent' });
  expect(await engine().runOnce()).toMatchObject({ letters: 0 });

  for (const generation of [1, 2]) {
    await anHourLater();
    expect(await engine().runOnce()).toMatchObject({ fired: 1, letters: 1 });
    const at = runner();
    await until(async () => {
      await at.runOnce();
      await pretendWorker(database.db, () => false);
      const [job] = await rows(database.db, "SELECT COUNT(*) AS n FROM redrive_jobs WHERE state = 'completed'");
      return Number(job?.n) === generation;
    });
  }
  await anHourLater();
  expect(await engine().runOnce()).toMatchObject({ letters: 0 });
  expect(
    await rows(database.db, 'SELECT generation, status FROM prime_checks WHERE id = ?', [timeout?.requestId]),
  ).toEqual([{ generation: 2, status: 'dead' }]);
  expect(await rows(database.db, 'SELECT DISTINCT operator, rule FROM redrive_jobs')).toEqual([
    { operator: 'rule:network-timeout', rule: 'network-timeout' },
  ]);
  expect((await listRules(web)).items).toMatchObject([{ fired_total: 2 }]);
  const fired = await rows(
    database.db,
    "SELECT actor, details FROM audit_log WHERE act = 'rule.fire' ORDER BY seq DESC LIMIT 1",
  );
  expect(fired).toMatchObject([{ actor: 'rule:network-timeout' }]);
  expect(JSON.parse(fired[0]?.details)).toMatchObject({ letters: 1 });
});

test('shadow mode redrives nothing, and counts each letter once', async () => {
  await createRule(web, { ...RULE, mode: 'shadow' }, BY);
  await deadRequests(database.db, 3, { ageSeconds: 120 });
  expect(await engine().runOnce()).toEqual({ fired: 0, letters: 0, shadow: 3 });
  expect(await engine().runOnce()).toEqual({ fired: 0, letters: 0, shadow: 0 });
  expect(await countBy(database.db, 'redrive_jobs', 'state')).toEqual({});
  expect((await listRules(web)).items).toMatchObject([{ shadow_total: 3, fired_total: 0 }]);
});

test('the kill switch stops every rule at once, and lets them go on when it is on again', async () => {
  await createRule(web, RULE, BY);
  await deadRequests(database.db, 2, { ageSeconds: 120 });
  await switchRules(web, false, BY);
  expect((await listRules(web)).enabled).toBe(false);
  expect(await engine().runOnce()).toEqual({ fired: 0, letters: 0, shadow: 0 });
  await switchRules(web, true, BY);
  expect(await engine().runOnce()).toMatchObject({ fired: 1, letters: 2 });
});

test('a rule that is off, resting between two firings, or at a wrong hour does not act', async () => {
  await createRule(web, { ...RULE, mode: 'off', cooldown_seconds: 3_600, hour_from: 22, hour_to: 2 }, BY);
  await deadRequests(database.db, 1, { ageSeconds: 120 });
  const at = (hour: number) => engine(() => new Date(Date.UTC(2026, 0, 1, hour)));
  expect(await at(23).runOnce()).toMatchObject({ fired: 0 });
  await changeRule(web, 'again', { mode: 'active' }, BY);
  expect(await at(12).runOnce()).toMatchObject({ fired: 0 });
  expect(await at(1).runOnce()).toMatchObject({ fired: 1 });
  await deadRequests(database.db, 1, { ageSeconds: 120 });
  expect(await at(1).runOnce()).toMatchObject({ fired: 0 });
  await anHourLater();
  expect(await at(23).runOnce()).toMatchObject({ fired: 1 });
});

test('a rule stays within its budget of an hour, and says what it passed over', async () => {
  await createRule(web, { ...RULE, budget_per_hour: 5, max_retries: 1 }, BY);
  await deadRequests(database.db, 8, { ageSeconds: 120 });
  await deadRequests(database.db, 2, { ageSeconds: 120, generation: 1 });
  await deadRequests(database.db, 1, { ageSeconds: 120, errorType: 'poison' });
  expect(await engine().runOnce()).toMatchObject({ letters: 5 });
  expect(await engine().runOnce()).toMatchObject({ letters: 0 });
  const [fired] = await rows(
    database.db,
    "SELECT details FROM audit_log WHERE act = 'rule.fire' ORDER BY seq DESC LIMIT 1",
  );
  expect(JSON.parse(fired?.details).passed_over).toEqual({ budget: 3, max_retries: 2, poison: 1 });
  await anHourLater();
  // the first five wait in their job still
  expect(await engine().runOnce()).toMatchObject({ letters: 3 });
});

test('letters that a rule may not redrive take no room from those that it may, and what is not read is told', async () => {
  await createRule(web, { ...RULE, max_retries: 1 }, BY);
  const [meant] = await deadRequests(database.db, 1, { ageSeconds: 120 });
  await deadRequests(database.db, 3, { ageSeconds: 120, generation: 1 });
  await deadRequests(database.db, 3, { ageSeconds: 120, errorType: 'poison' });
  const [rule] = await manager.withConnection(readRules);
  if (rule === undefined) throw new Error('there is no rule');
  const limits = { read: 2, candidates: 10, passedOver: 10 };
  expect(await findCandidates(manager, rule, limits)).toEqual({
    ids: [meant?.letterId],
    passedOver: { max_retries: 3, poison: 3 },
  });
  await deadRequests(database.db, 2, { ageSeconds: 120, errorCode: 'invalid', errorMessage: 'bad number' });
  expect(await findCandidates(manager, rule, limits)).toMatchObject({ ids: [], passedOver: { unread: 1 } });
});

test('a trial names what a rule would redrive and what it would pass over, and does nothing', async () => {
  const meant = await deadRequests(database.db, 12, { ageSeconds: 120 });
  await deadRequests(database.db, 2, { ageSeconds: 120, generation: 2 });
  await deadRequests(database.db, 1, { ageSeconds: 120, errorType: 'poison' });
  await deadRequests(database.db, 4, { ageSeconds: 5 });
  const audited = await countBy(database.db, 'audit_log', 'act');
  const aim = { error_pattern: 'ETIMEDOUT', wait_seconds: 60, max_retries: 2 };
  expect(await tryRule(web, aim)).toEqual({
    matching: 12,
    examples: meant.slice(0, 10).map(({ letterId }) => String(letterId)),
    passed_over: { max_retries: 2, poison: 1 },
    is_partial: false,
  });
  expect(await tryRule(web, { ...aim, condition_query: 'subject:nowhere' })).toMatchObject({ matching: 0 });
  await expect(tryRule(web, { ...aim, error_pattern: '(' })).rejects.toMatchObject({ field: 'error_pattern' });
  await expect(tryRule(web, { ...aim, condition_query: 'colour:red' })).rejects.toMatchObject({ position: 0 });
  expect(await countBy(database.db, 'redrive_jobs', 'state')).toEqual({});
  expect(await countBy(database.db, 'audit_log', 'act')).toEqual(audited);
});

test('of several processes that look at a rule at once one fires', async () => {
  await createRule(web, { ...RULE, cooldown_seconds: 60 }, BY);
  await deadRequests(database.db, 20, { ageSeconds: 120 });
  const passes = await Promise.all([engine(), engine(), engine()].map((one) => one.runOnce()));
  expect(passes.reduce((sum, { fired }) => sum + fired, 0)).toBe(1);
  expect(await countBy(database.db, 'redrive_jobs', 'state')).toEqual({ running: 1 });
});

test('a rule whose job stopped waits for a person, or an hour', async () => {
  await createRule(web, RULE, BY);
  await deadRequests(database.db, 10, { ageSeconds: 120 });
  expect(await engine().runOnce()).toMatchObject({ letters: 10 });
  const at = runner();
  await until(async () => {
    await at.runOnce();
    await pretendWorker(database.db, () => false);
    return (await countBy(database.db, 'redrive_jobs', 'state')).stopped === 1;
  });
  expect(await engine().runOnce()).toMatchObject({ letters: 0 });
  await database.db.pool.query('UPDATE redrive_jobs SET updated_at = NOW(3) - INTERVAL 61 MINUTE');
  expect(await engine().runOnce()).toMatchObject({ letters: 9 });
});

test('a condition narrows a rule', async () => {
  await createRule(web, { ...RULE, error_pattern: '.', condition_query: 'type:permanent' }, BY);
  await deadRequests(database.db, 2, { ageSeconds: 120 });
  const meant = await deadRequests(database.db, 1, { ageSeconds: 120, errorType: 'permanent' });
  expect(await engine().runOnce()).toMatchObject({ letters: 1 });
  expect(await rows(database.db, 'SELECT letter_id FROM redrive_job_items')).toEqual([
    { letter_id: meant[0]?.letterId },
  ]);
});

test('a rule is checked, changed and deleted, each act audited; what is wrong names its setting', async () => {
  await expect(createRule(web, { ...RULE, error_pattern: '(a' }, BY)).rejects.toMatchObject({
    code: 'invalid_rule',
    field: 'error_pattern',
  });
  await expect(createRule(web, { ...RULE, error_pattern: '(?=a)' }, BY)).rejects.toMatchObject({
    code: 'invalid_rule',
    field: 'error_pattern',
  });
  await expect(createRule(web, { ...RULE, condition_query: 'type:' }, BY)).rejects.toMatchObject({
    code: 'invalid_rule',
    field: 'condition_query',
  });
  await expect(createRule(web, { ...RULE, hour_from: 3 }, BY)).rejects.toMatchObject({
    code: 'invalid_rule',
    field: 'hour_to',
  });
  await createRule(web, { ...RULE, hour_from: 3, hour_to: 5, description: 'd' }, BY);
  await expect(createRule(web, RULE, BY)).rejects.toMatchObject({ code: 'conflict', field: 'name' });
  await expect(changeRule(web, 'again', { hour_to: null }, BY)).rejects.toMatchObject({ code: 'invalid_rule' });
  await expect(changeRule(web, 'nothing', {}, BY)).rejects.toMatchObject({ code: 'not_found' });
  const changed = await changeRule(
    web,
    'again',
    { hour_from: null, hour_to: null, description: null, max_retries: 5 },
    { actor: 'bob' },
  );
  expect(changed).toMatchObject({ max_retries: 5, changed_by: 'bob', wait_seconds: 60 });
  expect(changed).not.toHaveProperty('hour_from');
  await deleteRule(web, 'again', BY);
  await expect(deleteRule(web, 'again', BY)).rejects.toMatchObject({ code: 'not_found' });
  const acts = await rows(
    database.db,
    "SELECT actor, act FROM audit_log WHERE target_type = 'rule' AND target_id = 'again' ORDER BY seq DESC LIMIT 3",
  );
  expect(acts).toEqual([
    { actor: 'alice', act: 'rule.delete' },
    { actor: 'bob', act: 'rule.change' },
    { actor: 'alice', act: 'rule.create' },
  ]);
});

test('a pattern that would hang a backtracking engine is answered at once', async () => {
  await createRule(web, { ...RULE, error_pattern: '^(a+)+$' }, BY);
  await deadRequests(database.db, 5, { ageSeconds: 120, errorMessage: `${'a'.repeat(3_000)}!` });
  const began = performance.now();
  expect(await engine().runOnce()).toMatchObject({ letters: 0 });
  expect(performance.now() - began).toBeLessThan(10_000);
});
