import type { TimelineEvent } from '@ballast/contracts/operators';
import type { PoolConnection, RowDataPacket } from '@ballast/database';

export interface MailRow extends RowDataPacket {
  id: string;
  kind: string;
  status: string;
  smtp_response: string | null;
  created_at: Date;
  sent_at: Date | null;
  updated_at: Date;
}

const COLUMNS = 'id, kind, status, smtp_response, created_at, sent_at, updated_at';
const MAX_MAILS = 20;

/** The mail of this id, and those about the request of this id. */
export async function readMails(connection: PoolConnection, id: string): Promise<MailRow[]> {
  const [own] = await connection.query<MailRow[]>(`SELECT ${COLUMNS} FROM email_deliveries WHERE id = ?`, [id]);
  const [about] = await connection.query<MailRow[]>(
    `SELECT ${COLUMNS} FROM email_deliveries WHERE aggregate_id = ? ORDER BY id LIMIT ?`,
    [id, MAX_MAILS],
  );
  return [...own, ...about];
}

const ENDS: Readonly<Record<string, string>> = {
  sent: 'The mail server took the mail.',
  suppressed: 'The mail was not sent: its recipient is on the list of those who get none.',
  expired: 'The mail was not sent: by then it was of no use any more.',
};

/** A mail's beginning and its end; what lies between is in other tables. */
export function mailEvents(mail: MailRow): TimelineEvent[] {
  const asked: TimelineEvent = {
    at: mail.created_at.toISOString(),
    kind: 'mail_enqueued',
    title: `A mail was asked for (${mail.kind}).`,
    message_id: mail.id,
  };
  const end = ENDS[mail.status];
  if (end === undefined) return [asked];
  return [
    asked,
    {
      at: (mail.sent_at ?? mail.updated_at).toISOString(),
      kind: 'mail_ended',
      title: end,
      message_id: mail.id,
      ...(mail.smtp_response !== null && { details: { smtp_response: mail.smtp_response } }),
    },
  ];
}
