import type { DatabaseErrorCode } from './database-error.ts';

interface DriverError extends Error {
  sql?: unknown;
  sqlMessage?: unknown;
}

// The kinds of error in whose text the server quotes values of ours. In the others it names accounts, tables and hosts,
// which whoever reads the log needs.
const QUOTES_VALUES: ReadonlySet<DatabaseErrorCode> = new Set(['duplicate', 'refused_row', 'other']);

/**
 * Takes the statement (which holds every value) and quoted values out of a driver's error, in place: the object stays
 * the `cause`, and no logger that walks causes writes an address or a number down.
 */
export function redactDriverError(error: Error, code: DatabaseErrorCode): Error {
  const driverError = error as DriverError;
  if (driverError.sql !== undefined) delete driverError.sql;
  if (!QUOTES_VALUES.has(code)) return error;

  const { message } = error;
  const redacted = redactQuotedValues(message);
  if (redacted === message) return error;
  error.message = redacted;
  if (typeof driverError.sqlMessage === 'string') driverError.sqlMessage = redactQuotedValues(driverError.sqlMessage);
  if (typeof error.stack === 'string') error.stack = error.stack.replace(message, () => redacted);
  return error;
}

// "Duplicate entry 'a' for key 'outbox.outbox_event_id'", "Incorrect string value: '...' for column `number` at row 1":
// a value may hold quotes itself, so everything is taken out from the first quote to the last one before the name.
const VALUE_THEN_NAME = /'.*'(?= for (?:key|column|function)\b)/su;
const VALUE_ALONE = /(?<=(?:value:?|string:?|near|argument) )'.*'/su;

function redactQuotedValues(text: string): string {
  return VALUE_THEN_NAME.test(text) ? text.replace(VALUE_THEN_NAME, "'…'") : text.replace(VALUE_ALONE, "'…'");
}
