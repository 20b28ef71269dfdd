import { type AuditEntry, appendAudit } from '@ballast/audit';
import { type Database, withTransaction } from '@ballast/database';
import type { Clock } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import type { Operator, Role } from '../operators/admin-keys.ts';

export interface RefusedSignInsOptions {
  readonly db: Database;
  readonly logger: Logger;
  readonly clock: Clock;
}

const QUIET_MS = 60_000;
/** How many refusals are told of in a minute: whoever has many addresses shall not fill the log either. */
const MAX_PER_MINUTE = 30;
const DEADLINE_MS = 2_000;

/**
 * Keys that were given and not known, and operators' keys that were not enough, in the audit log: each address, or each
 * key at one route, once a minute, and so many a minute in all. What was left out is counted in the next entry. The log
 * cannot be flooded, and a flood is seen in it. Nothing here ever fails: the answer is a refusal anyhow, and a log line
 * says what the audit log could not be told.
 */
export class RefusedSignIns {
  readonly #options: RefusedSignInsOptions;
  /** What was told of in this minute: at most `MAX_PER_MINUTE` of them. */
  #told = new Set<string>();
  #minuteEndsAt = 0;
  #leftOut = 0;

  constructor(options: RefusedSignInsOptions) {
    this.#options = options;
  }

  /** A key that nobody has. */
  async note(address: string): Promise<void> {
    await this.#tell({ actor: `ip:${address}`, act: 'session.refuse', targetType: 'session', targetId: 'operator' });
  }

  /** An operator at a route that needs a higher role. */
  async noteTooLittle(operator: Operator, route: string, needed: Role): Promise<void> {
    const { name: actor, role } = operator;
    await this.#tell({ actor, act: 'access.refuse', targetType: 'route', targetId: route, details: { role, needed } });
  }

  async #tell(what: Omit<AuditEntry, 'outcome'>): Promise<void> {
    const { db, logger } = this.#options;
    if (!this.#isDue(`${what.actor} ${what.targetId}`)) return;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    const details = { ...what.details, ...(leftOut === 0 ? {} : { not_told: leftOut }) };
    try {
      await withTransaction(db, (tx) => appendAudit(tx, [{ ...what, outcome: 'refused', details }]), {
        deadlineMs: DEADLINE_MS,
      });
    } catch (error) {
      const { actor, act, targetId } = what;
      logger.warn({ err: error, actor, act, targetId }, 'somebody was refused, and the audit could not be told');
    }
  }

  #isDue(what: string): boolean {
    const now = this.#options.clock.now().getTime();
    if (now >= this.#minuteEndsAt) {
      this.#told = new Set();
      this.#minuteEndsAt = now + QUIET_MS;
    }
    if (this.#told.has(what) || this.#told.size >= MAX_PER_MINUTE) {
      this.#leftOut += 1;
      return false;
    }
    this.#told.add(what);
    return true;
  }
}
