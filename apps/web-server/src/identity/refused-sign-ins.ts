import { type AuditEntry, appendAudit } from '@ballast/audit';
import { type Database, withTransaction } from '@ballast/database';
import type { Clock } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';

export interface RefusedSignInsOptions {
  readonly db: Database;
  readonly logger: Logger;
  readonly clock: Clock;
}

const QUIET_MS = 60_000;
/** How many addresses are told of in a minute: whoever has many of them shall not fill the log either. */
const MAX_PER_MINUTE = 30;
const DEADLINE_MS = 2_000;

/**
 * Operators' keys that were given and not known, in the audit log: each address once a minute, and so many addresses a
 * minute in all. What was left out is counted in the next entry. The log cannot be flooded, and a flood is seen in it.
 */
export class RefusedSignIns {
  readonly #options: RefusedSignInsOptions;
  /** Addresses that were told of in this minute: at most `MAX_PER_MINUTE` of them. */
  #told = new Set<string>();
  #minuteEndsAt = 0;
  #leftOut = 0;

  constructor(options: RefusedSignInsOptions) {
    this.#options = options;
  }

  /** Never fails: the answer is a refusal anyhow, and a log line says what the audit log could not be told. */
  async note(address: string): Promise<void> {
    const { db, logger } = this.#options;
    if (!this.#isDue(address)) return;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    const entry: AuditEntry = {
      actor: `ip:${address}`,
      act: 'session.refuse',
      targetType: 'session',
      targetId: 'operator',
      outcome: 'refused',
      details: leftOut === 0 ? {} : { not_told: leftOut },
    };
    try {
      await withTransaction(db, (tx) => appendAudit(tx, [entry]), { deadlineMs: DEADLINE_MS });
    } catch (error) {
      logger.warn(
        { err: error, clientAddress: address },
        'an unknown key was refused, and the audit could not be told',
      );
    }
  }

  #isDue(address: string): boolean {
    const now = this.#options.clock.now().getTime();
    if (now >= this.#minuteEndsAt) {
      this.#told = new Set();
      this.#minuteEndsAt = now + QUIET_MS;
    }
    if (this.#told.has(address) || this.#told.size >= MAX_PER_MINUTE) {
      this.#leftOut += 1;
      return false;
    }
    this.#told.add(address);
    return true;
  }
}
