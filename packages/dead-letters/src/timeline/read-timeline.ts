import type { Timeline, TimelineEvent } from '@ballast/contracts/operators';
import type { Database, PoolConnection } from '@ballast/database';
import { aggregateTypeOf } from '../aggregates.ts';
import { auditEvents } from './audit-events.ts';
import { deliveryEvents } from './delivery-events.ts';
import type { IsMeant } from './is-meant.ts';
import { letterEvents } from './letter-events.ts';
import { mailEvents, readMails } from './mail-events.ts';
import { outboxEvents } from './outbox-events.ts';
import { redriveEvents } from './redrive-events.ts';
import { requestEvents } from './request-events.ts';
import { inOrder } from './timeline-order.ts';

/**
 * What has happened to a request and its mails, or to one mail, or to any other message by its id, oldest first: read
 * from the rows that the work itself leaves behind. Every source is bounded; what retention has deleted is missing.
 * `undefined` when nothing is known of the id. Throws `DatabaseError`.
 *
 * @param subject with it only what belongs to the message of this subject: another one's may have the same id.
 */
export async function readTimeline(db: Database, id: string, subject?: string): Promise<Timeline | undefined> {
  const events = await db.withConnection((connection) => readEvents(connection, id, subject));
  return events.length === 0 ? undefined : { id, events: inOrder(events) };
}

async function readEvents(
  connection: PoolConnection,
  id: string,
  subject: string | undefined,
): Promise<TimelineEvent[]> {
  const isOurs = subject === undefined || aggregateTypeOf(subject) !== undefined;
  const mails = isOurs ? await readMails(connection, id) : [];
  const ids = [...new Set([id, ...mails.map((mail) => mail.id)])];
  const isMeant: IsMeant = (messageId, other) => subject === undefined || messageId !== id || other === subject;
  const letters = await letterEvents(connection, ids, isMeant);
  return [
    ...(isOurs ? await requestEvents(connection, id) : []),
    ...mails.flatMap(mailEvents),
    ...(await outboxEvents(connection, ids, isMeant)),
    ...(await deliveryEvents(connection, ids, isMeant)),
    ...letters.events,
    ...(await redriveEvents(connection, { messageIds: ids, isMeant })),
    ...(await auditEvents(connection, { letterIds: letters.ids, requestIds: ids })),
  ];
}
