import type { User } from '@ballast/contracts';
import type { RowDataPacket } from '@ballast/database';
import { USER_EMAIL } from '@ballast/encryption';
import type { Accounts } from './accounts.ts';

interface UserRow extends RowDataPacket {
  id: string;
  name: string;
  email_sealed: Buffer;
  created_at: Date;
}

/** An account with its address in the clear. Throws `EncryptionError` when no key of ENCRYPTION_KEY opens it. */
export async function readUser(
  { db, keyring }: Pick<Accounts, 'db' | 'keyring'>,
  id: string,
): Promise<User | undefined> {
  const [[row]] = await db.withConnection((connection) =>
    connection.query<UserRow[]>('SELECT id, name, email_sealed, created_at FROM users WHERE id = ?', [id]),
  );
  if (row === undefined) return undefined;
  const email = keyring.open(row.email_sealed, USER_EMAIL(row.id));
  return { id: row.id, name: row.name, email, created_at: row.created_at.toISOString() };
}
