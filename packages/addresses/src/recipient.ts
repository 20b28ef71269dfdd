import { type Keyring, type Place, REQUEST_EMAIL, USER_EMAIL } from '@ballast/encryption';

/**
 * Brings to a delivery `d` what holds its recipient: the request `p` of a result; the user `u` of a welcome; and of a
 * link to sign in the wish `t` for it, and its user `u`. Each by its primary key.
 */
export const RECIPIENT_JOINS = `LEFT JOIN prime_checks p ON d.kind = 'prime_check_result' AND p.id = d.aggregate_id
  LEFT JOIN login_tokens t ON d.kind = 'sign_in_link' AND t.id = d.aggregate_id
  LEFT JOIN users u ON u.id = IF(d.kind = 'welcome', d.aggregate_id, t.user_id)`;

/** What `openRecipient` reads; the plain address is one from before addresses were sealed. */
export const RECIPIENT_COLUMNS = `p.id AS request_id, p.email_sealed AS request_email, u.id AS user_id,
    u.email_sealed AS user_email, COALESCE(p.email, d.recipient) AS plain_email`;

export interface RecipientRow {
  readonly request_id: string | null;
  readonly request_email: Buffer | null;
  readonly user_id: string | null;
  readonly user_email: Buffer | null;
  readonly plain_email: string | null;
}

/**
 * The address that a delivery goes to; `undefined` where none is kept (its request or user is gone).
 * @throws EncryptionError
 */
export function openRecipient(row: RecipientRow, keyring: Keyring): string | undefined {
  const sealed = findSealed(row);
  return sealed === undefined ? (row.plain_email ?? undefined) : keyring.open(sealed.bytes, sealed.place);
}

function findSealed(row: RecipientRow): { bytes: Buffer; place: Place } | undefined {
  const { request_id: requestId, request_email: requestEmail, user_id: userId, user_email: userEmail } = row;
  if (requestId !== null && requestEmail !== null) return { bytes: requestEmail, place: REQUEST_EMAIL(requestId) };
  if (userId !== null && userEmail !== null) return { bytes: userEmail, place: USER_EMAIL(userId) };
  return undefined;
}
