import { openRecipient } from '@ballast/addresses';
import type { Keyring } from '@ballast/encryption';
import { ComposeError } from './compose-mail.ts';
import type { DeliveryState } from './read-delivery.ts';

/** @throws EncryptionError, and ComposeError when no address is kept */
export function recipientOf({ kind, aggregateId, recipient }: DeliveryState, keyring: Keyring): string {
  const address = openRecipient(recipient, keyring);
  if (address !== undefined) return address;
  throw new ComposeError('recipient_missing', `no address is kept for the ${kind} of ${aggregateId}`);
}
