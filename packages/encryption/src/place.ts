/**
 * Where sealed text stands. It is authenticated with the text, so that bytes copied from one row or column into another
 * cannot be opened there.
 */
export type Place = `${string}.${string}:${string}`;

/** The address a request's result is sent to, by the request's id. */
export const REQUEST_EMAIL = (id: string): Place => `prime_checks.email_sealed:${id}`;

/** A user's address, by the user's id. */
export const USER_EMAIL = (id: string): Place => `users.email_sealed:${id}`;

/** An address that gets no mail, by its blind index. */
export const SUPPRESSED_ADDRESS = (index: string): Place => `mail_suppressions.address_sealed:${index}`;
