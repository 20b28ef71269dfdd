/** What is left of a limit, as the server says it with each answer. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** When all of it is there again, in epoch milliseconds. */
  readonly fullAt: number;
}

/** Reads `X-RateLimit-*` (the reset in epoch seconds); undefined where the server sets no limit, or says it otherwise. */
export function readAllowance(headers: Headers): Allowance | undefined {
  const limit = readCount(headers.get('x-ratelimit-limit'));
  const remaining = readCount(headers.get('x-ratelimit-remaining'));
  const reset = readCount(headers.get('x-ratelimit-reset'));
  if (limit === undefined || remaining === undefined || reset === undefined) return undefined;
  return { limit, remaining, fullAt: reset * 1_000 };
}

function readCount(header: string | null): number | undefined {
  return header !== null && /^[0-9]{1,12}$/u.test(header) ? Number(header) : undefined;
}
