import { SUBJECT } from '@ballast/contracts';
import { type Database, withTransaction } from '@ballast/database';
import type { Messaging } from '@ballast/messaging';
import { bury, type OutboxRow, type RowFault } from '@ballast/outbox';
import type { Logger } from '@ballast/telemetry';

export interface BuryPorts {
  readonly db: Database;
  readonly messaging: Pick<Messaging, 'notify'>;
  readonly logger: Logger;
}

/**
 * Turns a row without attempts left into a dead letter, in a transaction of its own: one that cannot be buried must not
 * undo what its batch has finished. Returns whether it is done; if not, the row comes due again after its postponement.
 */
export async function burySpent(ports: BuryPorts, row: OutboxRow, fault: RowFault): Promise<boolean> {
  const context = { event_id: row.eventId, subject: row.subject, error_code: fault.code };
  try {
    const fate = await withTransaction(ports.db, (tx) => bury(tx, row, fault));
    ports.logger.error({ ...context, fate }, `an outbox row ended as dead letter: ${fault.message}`);
    if (fate === 'dead' && row.aggregateType === 'prime_check') {
      ports.messaging.notify(`${SUBJECT.primeCheckEvents}.${row.aggregateId}`);
    }
    return true;
  } catch (error) {
    ports.logger.error({ ...context, err: error }, 'an outbox row could not be made a dead letter; it comes due again');
    return false;
  }
}
