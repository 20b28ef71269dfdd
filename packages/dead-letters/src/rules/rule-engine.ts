import { type Database, withTransaction } from '@ballast/database';
import { type Logger, METRICS, type Metrics } from '@ballast/telemetry';
import { findCandidates } from './find-candidates.ts';
import { type Firing, fireRule } from './fire-rule.ts';
import { isWithinHours } from './is-within-hours.ts';
import type { RuleRow } from './rule-row.ts';
import { areRulesOn, readRules } from './rule-store.ts';

/** What the engine needs. */
export interface RuleEnginePorts {
  readonly db: Database;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** For the hours of the day in which a rule may act. */
  readonly now?: () => Date;
}

/** What one pass of the engine did: rules that fired, letters that they took, and those that they would have in shadow mode. */
export interface RulePass {
  readonly fired: number;
  readonly letters: number;
  readonly shadow: number;
}

const NOTHING: RulePass = { fired: 0, letters: 0, shadow: 0 };
/** Looking for candidates may take this share of the time: a rule with many letters to read is looked at less often. */
const LOOKING_SHARE = 1 / 20;
const DEADLINE_MS = 60_000;

/**
 * Lets the rules act: a rule that is on, at an hour that is its own, with its cooldown over, makes one redrive job of the
 * letters that it is about, within its budget; in shadow mode it only counts them. Any number of processes may run one.
 */
export class RuleEngine {
  readonly #ports: RuleEnginePorts;
  readonly #metrics: ReturnType<typeof createRuleMetrics>;
  /** When a rule is looked at again, by name. */
  readonly #restUntil = new Map<string, number>();

  constructor(ports: RuleEnginePorts) {
    this.#ports = ports;
    this.#metrics = createRuleMetrics(ports.metrics);
  }

  /** Looks at each rule once. A rule that fails is logged and keeps no other from acting. */
  async runOnce(): Promise<RulePass> {
    const { db, logger } = this.#ports;
    const { isOn, rules } = await db.withConnection(async (connection) => ({
      isOn: await areRulesOn(connection),
      rules: await readRules(connection),
    }));
    if (!isOn) return NOTHING;
    let pass = NOTHING;
    for (const rule of rules) {
      try {
        pass = add(pass, await this.#look(rule));
      } catch (error) {
        this.#metrics.failures.inc();
        logger.error({ err: error, rule: rule.name }, 'a rule failed');
      }
    }
    return pass;
  }

  async #look(rule: RuleRow): Promise<Firing | undefined> {
    const { db, logger, now = () => new Date() } = this.#ports;
    if (rule.mode === 'off' || !isWithinHours(now().getUTCHours(), rule.hour_from, rule.hour_to)) return undefined;
    const began = performance.now();
    if ((this.#restUntil.get(rule.name) ?? 0) > began) return undefined;
    const candidates = await findCandidates(db, rule);
    const ended = performance.now();
    this.#restUntil.set(rule.name, ended + (ended - began) / LOOKING_SHARE - (ended - began));
    const { unread } = candidates.passedOver;
    if (unread !== undefined)
      logger.warn({ rule: rule.name, unread }, 'a rule has more letters to read than one look reads');
    if (candidates.ids.length === 0) return undefined;

    const firing = await withTransaction(db, (tx) => fireRule(tx, rule.name, candidates), { deadlineMs: DEADLINE_MS });
    if (firing.kind === 'held') this.#metrics.held.inc({ reason: firing.reason });
    else this.#metrics.letters.inc({ mode: firing.kind === 'fired' ? 'active' : 'shadow' }, firing.letters);
    if (firing.kind === 'fired') {
      logger.info({ rule: rule.name, job: firing.jobId, letters: firing.letters }, 'a rule redrives letters');
    }
    return firing;
  }
}

function add(pass: RulePass, firing: Firing | undefined): RulePass {
  if (firing === undefined || firing.kind === 'held') return pass;
  if (firing.kind === 'shadow') return { ...pass, shadow: pass.shadow + firing.letters };
  return { ...pass, fired: pass.fired + 1, letters: pass.letters + firing.letters };
}

function createRuleMetrics(metrics: Metrics) {
  return {
    letters: metrics.counter(METRICS.redrives.ruleLetters),
    held: metrics.counter(METRICS.redrives.ruleHeld),
    failures: metrics.counter(METRICS.redrives.ruleFailures),
  };
}
