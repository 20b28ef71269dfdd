export { KeyCheck } from './key-check.ts';
export { maskAddress } from './mask-address.ts';
export { PlainAddresses } from './plain-addresses.ts';
export { openRecipient, RECIPIENT_COLUMNS, RECIPIENT_JOINS, type RecipientRow } from './recipient.ts';
export { type Rotation, rotateKeys } from './rotation/rotate-keys.ts';
export { startKeyCheck } from './start-key-check.ts';
export { allowAddress, isSuppressed, suppressAddress } from './suppressions.ts';
