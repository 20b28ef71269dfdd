import {
  type Rule,
  RuleBodySchema,
  RulePatchSchema,
  RuleSwitchBodySchema,
  type RuleTrial,
  RuleTrialBodySchema,
} from '@ballast/contracts/operators';
import type { FakeAudit } from './audit.ts';
import type { FakeDeadLetters } from './dead-letters.ts';
import type { FakeAnswer, FakeRequest } from './fake-route.ts';
import { findFault, fitsQuery } from './fits-query.ts';
import { problem } from './problem.ts';

const UNTOUCHED = { fired_total: 0, shadow_total: 0, changed_by: 'grace' };

function makeRules(): Rule[] {
  const at = new Date(Date.now() - 3 * 86_400_000).toISOString();
  return [
    {
      name: 'mail-server-away',
      description: 'The mail server does not answer for a while, and then does.',
      mode: 'active',
      error_pattern: 'smtp_timeout|smtp_4\\d\\d',
      wait_seconds: 300,
      max_retries: 3,
      condition_query: 'subject:emailsend',
      hour_from: 22,
      hour_to: 6,
      budget_per_hour: 1_000,
      cooldown_seconds: 60,
      rate_per_second: 10,
      ...UNTOUCHED,
      fired_total: 412,
      last_fired_at: new Date(Date.now() - 26 * 60_000).toISOString(),
      updated_at: at,
    },
    {
      name: 'network-timeout',
      description: 'Connections that timed out.',
      mode: 'shadow',
      error_pattern: 'database_timeout|ETIMEDOUT',
      wait_seconds: 60,
      max_retries: 2,
      budget_per_hour: 500,
      cooldown_seconds: 120,
      rate_per_second: 5,
      ...UNTOUCHED,
      shadow_total: 38,
      last_fired_at: new Date(Date.now() - 4 * 60_000).toISOString(),
      updated_at: at,
    },
  ];
}

/** The double's automatic rules. They do nothing by themselves: `fire` writes what one did. */
export class FakeRules {
  rules = makeRules();
  enabled = true;
  readonly changes: unknown[] = [];
  readonly switches: unknown[] = [];
  readonly #letters: FakeDeadLetters;
  readonly #audit: FakeAudit;

  constructor(letters: FakeDeadLetters, audit: FakeAudit) {
    this.#letters = letters;
    this.#audit = audit;
  }

  /** Writes that a rule acted. */
  fire(name: string, details: Record<string, unknown>): void {
    this.#audit.add({ act: 'rule.fire', actor: `rule:${name}`, target_type: 'rule', target_id: name, details });
  }

  answer({ route, body }: FakeRequest, isOperator: boolean): FakeAnswer | undefined {
    if (!/^[A-Z]+ \/api\/dlq\/rules/u.test(route)) return undefined;
    if (!isOperator) return { status: 401, body: problem(401, 'unauthorized', 'This needs a key') };
    if (route === 'GET /api/dlq/rules') return this.#list();
    if (route === 'POST /api/dlq/rules') return this.#create(body);
    if (route === 'POST /api/dlq/rules/try') return this.#try(body);
    if (route === 'POST /api/dlq/rules/switch') return this.#switch(body);
    const [, method, name] = /^(PATCH|DELETE) \/api\/dlq\/rules\/(.+)$/u.exec(route) ?? [];
    const rule = this.rules.find((one) => one.name === name);
    if (rule === undefined) return { status: 404, body: problem(404, 'not_found', 'There is no such rule') };
    if (method === 'PATCH') return this.#change(rule, body);
    this.rules = this.rules.filter((one) => one !== rule);
    return this.#list();
  }

  #list(): FakeAnswer {
    return { status: 200, body: { items: this.rules, enabled: this.enabled } };
  }

  #create(body: unknown): FakeAnswer {
    const wanted = RuleBodySchema.parse(body);
    if (this.rules.some(({ name }) => name === wanted.name)) {
      const errors = [{ field: 'name', message: `There is a rule ${wanted.name} already.` }];
      return { status: 409, body: problem(409, 'conflict', 'Conflict', { errors }) };
    }
    const refusal = refusePattern(wanted.error_pattern);
    if (refusal !== undefined) return refusal;
    const rule: Rule = { ...wanted, ...UNTOUCHED, updated_at: new Date().toISOString() };
    this.changes.push(body);
    this.rules = [...this.rules, rule].sort((a, b) => (a.name < b.name ? -1 : 1));
    return { status: 201, body: rule };
  }

  #change(rule: Rule, body: unknown): FakeAnswer {
    const patch = RulePatchSchema.parse(body);
    this.changes.push(body);
    const changed = Object.fromEntries(Object.entries({ ...rule, ...patch }).filter(([, value]) => value !== null));
    Object.assign(changed, { changed_by: 'grace', updated_at: new Date().toISOString() });
    this.rules = this.rules.map((one) => (one === rule ? (changed as Rule) : one));
    return { status: 200, body: changed };
  }

  #switch(body: unknown): FakeAnswer {
    const wanted = RuleSwitchBodySchema.parse(body);
    this.switches.push(wanted);
    this.enabled = wanted.enabled;
    return this.#list();
  }

  #try(body: unknown): FakeAnswer {
    const { error_pattern, wait_seconds, condition_query = '' } = RuleTrialBodySchema.parse(body);
    const refusal = refusePattern(error_pattern);
    if (refusal !== undefined) return refusal;
    const fault = findFault(condition_query);
    if (fault !== undefined)
      return { status: 400, body: problem(400, 'invalid_query', 'The query cannot be read', fault) };
    const pattern = new RegExp(error_pattern, 'iu');
    const meant = this.#letters.letters
      .toReversed()
      .filter(
        (one) =>
          one.status === 'pending' &&
          Date.now() - Date.parse(one.dlq_created_at) >= wait_seconds * 1_000 &&
          pattern.test(`${one.error_code}: ${one.error_message}`) &&
          fitsQuery(one, condition_query),
      );
    const sent = meant.filter(({ error_type }) => error_type !== 'poison');
    const poison = meant.length - sent.length;
    const trial: RuleTrial = {
      matching: sent.length,
      examples: sent.slice(0, 10).map(({ id }) => id),
      passed_over: poison === 0 ? {} : { poison },
      is_partial: false,
    };
    return { status: 200, body: trial };
  }
}

/** As the server: what is no regular expression is refused at its field. */
function refusePattern(pattern: string): FakeAnswer | undefined {
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch {
    const errors = [{ field: 'error_pattern', message: 'The pattern is no regular expression (RE2): missing ).' }];
    return { status: 400, body: problem(400, 'invalid_request', 'The request is not valid', { errors }) };
  }
}
