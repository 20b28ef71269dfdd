import { type DatabaseErrorCode, isDatabaseError } from '@ballast/database';
import type { EncryptionError } from '@ballast/encryption';
import { MailError, type MailTransport } from '@ballast/mail';
import { dead, defer, type Outcome, outcomeFromError, retry, toFailure, unavailable } from '@ballast/reliability';
import { ComposeError } from './compose-mail.ts';

/** The database's trouble, not the mail's: no attempt is spent on it. */
const DATABASE_TROUBLE: readonly DatabaseErrorCode[] = ['unavailable', 'pool_exhausted', 'commit_unknown', 'timeout'];

/** Time for the other processes to get the key that is being added. */
const FIRST_KEY_WAIT_MS = 60_000;
/** As messages of an unknown version: what a stream delivers at most lasts longer than a day, after which the reconciler asks again. */
const KEY_WAIT_MS = 30 * 60_000;

/**
 * What is to become of a message whose mail's address cannot be opened. Without its key it waits, with no attempt spent:
 * the setting is wrong, not the mail. Bytes that were changed, or are no sealed text, never become an address.
 */
export function outcomeOfEncryptionError(error: EncryptionError, redelivered: boolean): Outcome {
  if (error.code !== 'unknown_key') return dead('permanent', toFailure(error));
  return defer(toFailure(error), redelivered ? KEY_WAIT_MS : FIRST_KEY_WAIT_MS);
}

/** What is to become of a message whose mail was not sent, or whose being sent could not be stored. */
export async function outcomeOfFailure(error: unknown, transport: MailTransport): Promise<Outcome> {
  if (error instanceof MailError) return await outcomeOfMailError(error, transport);
  if (error instanceof ComposeError) return dead('permanent', toFailure(error));
  if (isDatabaseTrouble(error)) return unavailable('mysql', toFailure(error));
  return outcomeFromError(error, isDatabaseError(error) ? 'mysql' : undefined);
}

export function isDatabaseTrouble(error: unknown): boolean {
  return DATABASE_TROUBLE.some((code) => isDatabaseError(error, code));
}

async function outcomeOfMailError(error: MailError, transport: MailTransport): Promise<Outcome> {
  const failure = toFailure(error);
  switch (error.code) {
    case 'rejected_permanent':
    case 'invalid_address':
    case 'invalid_mail':
      return dead('permanent', failure);
    case 'rejected_temporary':
      // Of one mail it says little; of many in a row, that the server takes none for now.
      return retry(failure, 'smtp');
    case 'unavailable':
    case 'timeout':
      // A session that broke may be the server's end, which costs no attempt, or this mail's doing, which must cost one:
      // a mail that makes its server hang up would otherwise be tried for ever, and hold up all others.
      if (error.connected && (await isReachable(transport))) return retry(failure, 'smtp');
      return unavailable('smtp', failure);
  }
}

async function isReachable(transport: MailTransport): Promise<boolean> {
  try {
    await transport.verify();
    return true;
  } catch {
    return false;
  }
}
