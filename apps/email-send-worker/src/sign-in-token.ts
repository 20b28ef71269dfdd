import { createHash } from 'node:crypto';
import type { ResultSetHeader, Tx } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';
import type { DeliveryState } from './read-delivery.ts';

/** What the token is for: web-server makes none, it only looks for the hash. */
const PURPOSE = 'sign in';

const STORE = `UPDATE login_tokens SET token_hash = ?
  WHERE id = ? AND used_at IS NULL AND expires_at > CURRENT_TIMESTAMP(3)`;

/**
 * Makes the token of a link to sign in and stores its hash; `over` when the wish was used or ran out meanwhile. It is the same
 * token at each try, so that whichever of two mails is opened, its link works: unless the key was replaced between the
 * tries, when the link of the later mail is the one that works.
 */
export async function storeSignInToken(
  tx: Tx,
  { kind, aggregateId }: DeliveryState,
  keyring: Keyring,
): Promise<{ readonly signInToken?: string } | 'over'> {
  if (kind !== 'sign_in_link') return {};
  const signInToken = keyring.token(PURPOSE, aggregateId);
  const hash = createHash('sha256').update(signInToken).digest('hex');
  const [{ affectedRows }] = await tx.execute<ResultSetHeader>(STORE, [hash, aggregateId]);
  return affectedRows === 1 ? { signInToken } : 'over';
}
