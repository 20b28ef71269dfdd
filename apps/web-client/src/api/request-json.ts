import { ProblemSchema } from '@ballast/contracts';
import type { ZodType } from 'zod';
import { ApiError } from './api-error.ts';
import { readRetryAfter } from './read-retry-after.ts';

const TIMEOUT_MS = 15_000;
/** Answers of a proxy that found nobody behind it: as good as none. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 504]);

type Parse = (text: string) => unknown;

export interface Answer<T> {
  readonly data: T;
  readonly headers: Headers;
}

/**
 * Fetches JSON and reads it by a schema of the contract. Gives up after 15 seconds, or when `init.signal` aborts. `parse`
 * makes a value of the text, where numbers matter that a double cannot hold.
 *
 * @throws ApiError `unreachable`, `refused` or `unreadable`; the signal's own reason when the caller aborted.
 */
export async function requestJson<T>(
  path: string,
  schema: ZodType<T>,
  init: RequestInit = {},
  parse: Parse = JSON.parse,
): Promise<T> {
  return (await requestAnswer(path, schema, init, parse)).data;
}

/** As {@link requestJson}, with the headers of the answer. */
export async function requestAnswer<T>(
  path: string,
  schema: ZodType<T>,
  init: RequestInit = {},
  parse: Parse = JSON.parse,
): Promise<Answer<T>> {
  const { response, body } = await succeed(path, init);
  const read = schema.safeParse(parseJson(body, parse));
  if (read.success) return { data: read.data, headers: response.headers };
  throw new ApiError('unreadable', 'the answer is not what the contract says', {
    status: response.status,
    cause: read.error,
  });
}

/** As {@link requestJson}, where it matters only that it was done, not what is answered. */
export async function requestDone(path: string, init: RequestInit): Promise<void> {
  await succeed(path, init);
}

/** A request with a JSON body. */
export function withJson(method: 'POST' | 'PUT' | 'DELETE', body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function succeed(path: string, init: RequestInit): Promise<{ response: Response; body: string }> {
  const { response, body } = await exchange(path, init);
  if (GATEWAY_STATUSES.has(response.status)) {
    throw new ApiError('unreachable', 'a gateway answered in place of the server', { status: response.status });
  }
  if (!response.ok) throw refusal(response, body);
  return { response, body };
}

async function exchange(path: string, init: RequestInit): Promise<{ response: Response; body: string }> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  try {
    const response = await fetch(path, { ...init, signal });
    return { response, body: await response.text() };
  } catch (cause) {
    if (init.signal?.aborted) throw init.signal.reason;
    throw new ApiError('unreachable', 'the server did not answer', { cause });
  }
}

function refusal(response: Response, body: string): ApiError {
  const problem = ProblemSchema.safeParse(parseJson(body));
  return new ApiError('refused', problem.success ? problem.data.title : `HTTP ${response.status}`, {
    status: response.status,
    problem: problem.data,
    retryAfterMs: readRetryAfter(response.headers.get('retry-after'), Date.now()),
  });
}

function parseJson(text: string, parse: Parse = JSON.parse): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
