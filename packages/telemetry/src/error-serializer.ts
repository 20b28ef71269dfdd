import { scrub } from './scrub.ts';

/** What a log line says of an error. */
export interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly errno?: string | number;
  readonly syscall?: string;
  readonly responseCode?: string | number;
  readonly cause?: SerializedError;
  readonly errors?: readonly SerializedError[];
}

const MAX_DEPTH = 5;
const MAX_ERRORS = 10;
const MAX_MESSAGE_CHARS = 2_000;
const MAX_FRAMES = 30;

/** drizzle puts a statement's parameters at the end of its message. */
const STATEMENT_PARAMETERS = /\nparams: [\s\S]*$/;

/**
 * Turns an error into what may be logged of it: its type, message, stack, codes and causes. Statement parameters and
 * addresses, tokens and credentials are cut out of the message. Any other property is left out, because drivers hang whole statements,
 * recipients and credentials on their errors.
 */
export function serializeError(error: unknown, depth = 0): SerializedError {
  if (!(error instanceof Error)) return { type: typeof error, message: clean(String(error)) };
  const { code, errno, syscall, responseCode } = error as Error & Record<string, unknown>;
  const type = error.name === 'Error' ? error.constructor.name : error.name;
  const message = clean(error.message);
  const deeper = depth < MAX_DEPTH;
  return {
    type,
    message,
    ...(typeof error.stack === 'string' && { stack: `${type}: ${message}${frames(error.stack)}` }),
    ...(isScalar(code) && { code }),
    ...(isScalar(errno) && { errno }),
    ...(typeof syscall === 'string' && { syscall }),
    ...(isScalar(responseCode) && { responseCode }),
    ...(error.cause !== undefined && deeper && { cause: serializeError(error.cause, depth + 1) }),
    ...(error instanceof AggregateError && deeper && { errors: serializeAll(error.errors, depth + 1) }),
  };
}

function serializeAll(errors: readonly unknown[], depth: number): SerializedError[] {
  return errors.slice(0, MAX_ERRORS).map((each) => serializeError(each, depth));
}

function clean(message: string): string {
  const bare = message.replace(STATEMENT_PARAMETERS, '');
  const short = bare.length > MAX_MESSAGE_CHARS ? `${bare.slice(0, MAX_MESSAGE_CHARS)}...` : bare;
  return scrub(short);
}

/** The stack without its head, which repeats the uncleaned message. */
function frames(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, MAX_FRAMES)
    .map((line) => `\n${line}`)
    .join('');
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
