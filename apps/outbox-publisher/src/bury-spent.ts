import { SUBJECT } from '@ballast/contracts';
import { type Database, withTransaction } from '@ballast/database';
import { bury } from '@ballast/dead-letters';
import type { Messaging } from '@ballast/messaging';
import type { OutboxRow, RowFault } from '@ballast/outbox';
import type { Logger } from '@ballast/telemetry';

export interface BuryPorts {
  readonly db: Database;
  readonly messaging: Pick<Messaging, 'notify'>;
  readonly logger: Logger;
  /** This process, as the one who resolves what is over already. */
  readonly instance: string;
}

/**
 * Turns a row without attempts left into a dead letter, in a transaction of its own: one that cannot be buried must not
 * undo what its batch has finished. Returns whether it is done; if not, the row comes due again after its postponement.
 */
export async function burySpent(ports: BuryPorts, row: OutboxRow, fault: RowFault): Promise<boolean> {
  const context = { event_id: row.eventId, subject: row.subject, error_code: fault.code };
  try {
    const { fate, requestId } = await withTransaction(ports.db, (tx) => bury(tx, row, fault, ports.instance));
    ports.logger.error({ ...context, fate }, `an outbox row ended as dead letter: ${fault.message}`);
    if (requestId !== undefined) ports.messaging.notify(`${SUBJECT.primeCheckEvents}.${requestId}`);
    return true;
  } catch (error) {
    ports.logger.error({ ...context, err: error }, 'an outbox row could not be made a dead letter; it comes due again');
    return false;
  }
}
