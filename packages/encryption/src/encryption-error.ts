const ENCRYPTION_ERROR_CODES = ['unknown_key', 'lost_key', 'malformed', 'not_authentic'] as const;
export type EncryptionErrorCode = (typeof ENCRYPTION_ERROR_CODES)[number];

/**
 * Why sealed bytes cannot be read. `unknown_key`: the key that sealed them is not in ENCRYPTION_KEY. `lost_key`: it
 * never will be, as ENCRYPTION_KEYS_LOST says. `not_authentic`: they were changed, or belong to another row. Its message shows neither text nor key.
 */
export class EncryptionError extends Error {
  override readonly name = 'EncryptionError';
  readonly code: EncryptionErrorCode;

  constructor(code: EncryptionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
