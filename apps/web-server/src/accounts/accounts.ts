import type { KeyCheck } from '@ballast/addresses';
import type { Database } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';
import type { SessionStore } from '../identity/session-store.ts';

/** What accounts are made of. */
export interface Accounts {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly keyCheck: KeyCheck;
  readonly sessions: SessionStore;
  /** How long a link to sign in works. */
  readonly linkMinutes: number;
  /** Called when a mail was enqueued and committed. */
  readonly onMail: () => unknown;
}
