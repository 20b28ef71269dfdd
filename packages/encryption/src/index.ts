export { EncryptionError, type EncryptionErrorCode } from './encryption-error.ts';
export { Keyring } from './keyring.ts';
export { keyIdOfSecret } from './master-key.ts';
export { type Place, REQUEST_EMAIL, SUPPRESSED_ADDRESS, USER_EMAIL } from './place.ts';
export { scrubReply } from './scrub-reply.ts';
