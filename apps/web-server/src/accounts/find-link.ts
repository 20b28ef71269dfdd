import type { RowDataPacket } from '@ballast/database';
import { hashOfToken, isSecretToken } from '../identity/secret-token.ts';
import type { Accounts } from './accounts.ts';

/** A wish to sign in whose mail is sent: see `login_tokens`. */
export interface Link {
  readonly id: string;
  readonly userId: string;
  /** Neither used nor over, when it was read. */
  readonly isOpen: boolean;
}

export async function findLink({ db }: Pick<Accounts, 'db'>, token: string): Promise<Link | undefined> {
  if (!isSecretToken(token)) return undefined;
  const [[row]] = await db.withConnection((connection) =>
    connection.query<RowDataPacket[]>(
      'SELECT id, user_id, used_at IS NULL AND expires_at > NOW(3) AS is_open FROM login_tokens WHERE token_hash = ?',
      [hashOfToken(token)],
    ),
  );
  if (row === undefined) return undefined;
  return { id: row.id as string, userId: row.user_id as string, isOpen: row.is_open === 1 };
}
