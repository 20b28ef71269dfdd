/** What went wrong, as data: fit for a header, a log line or a row. */
export interface Failure {
  /** Short and stable: what people group and search by. Letters, digits and `_ . : -`, at most 64 characters. */
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
}

const MAX_CODE_LENGTH = 64;
/** A cause that is its own cause must not hang whoever reports it. */
const MAX_CAUSES = 8;

/**
 * Turns anything thrown into a Failure; never throws. The code is the first one found from the error down its causes (a
 * string `code`, else a number `errno`), else the error's name. A Failure passes through with its code made safe.
 */
export function toFailure(thrown: unknown): Failure {
  if (!isRecord(thrown)) return { code: 'error', message: String(thrown) };
  const spoken = speaker(thrown);
  const stack = readText(spoken, 'stack');
  return {
    code: sanitiseCode(findCode(thrown) ?? readText(thrown, 'name') ?? 'error'),
    message: readText(spoken, 'message') ?? 'unknown error',
    ...(stack === undefined ? {} : { stack }),
  };
}

/** The error itself, then its causes, outermost first; bounded. The errors of an AggregateError count as causes. */
export function listCauses(thrown: unknown): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  const waiting: unknown[] = [thrown];
  while (waiting.length > 0 && found.length < MAX_CAUSES) {
    const next = waiting.shift();
    if (!isRecord(next) || found.includes(next)) continue;
    found.push(next);
    waiting.push(next.cause);
    if (Array.isArray(next.errors)) waiting.push(...next.errors.slice(0, MAX_CAUSES));
  }
  return found;
}

/**
 * The error whose words may be repeated. A query builder's error quotes the statement with all its parameters, which may
 * be private, so its cause speaks in its place.
 */
function speaker(thrown: Record<string, unknown>): Record<string, unknown> {
  const isQueryError = typeof thrown.query === 'string' && Array.isArray(thrown.params);
  if (!isQueryError) return thrown;
  return isRecord(thrown.cause) ? thrown.cause : { name: thrown.name, message: 'query failed' };
}

function findCode(thrown: unknown): string | undefined {
  for (const error of listCauses(thrown)) {
    if (typeof error.code === 'string' && error.code !== '') return error.code;
    if (typeof error.errno === 'number') return `errno_${Math.abs(error.errno)}`;
  }
  return undefined;
}

function sanitiseCode(code: string): string {
  return code.replace(/[^A-Za-z0-9_.:-]+/gu, '_').slice(0, MAX_CODE_LENGTH) || 'error';
}

function readText(error: Record<string, unknown>, key: string): string | undefined {
  const value = error[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
