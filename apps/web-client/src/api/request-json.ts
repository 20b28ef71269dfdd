import { ProblemSchema } from '@ballast/contracts';
import type { ZodType } from 'zod';
import { ApiError } from './api-error.ts';
import { readRetryAfter } from './read-retry-after.ts';

const TIMEOUT_MS = 15_000;
/** Answers of a proxy that found nobody behind it: as good as none. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 504]);

export interface Answer<T> {
  readonly data: T;
  readonly headers: Headers;
}

interface Asked extends RequestInit {
  /** Until it gives up; 15 seconds unless told. */
  readonly timeoutMs?: number;
  /** Reads the answer's text; `JSON.parse` unless told. */
  readonly parse?: (text: string) => unknown;
}

/**
 * Fetches JSON and reads it by a schema of the contract. Gives up after `timeoutMs`, or when `init.signal` aborts.
 *
 * @throws ApiError `unreachable`, `refused` or `unreadable`; the signal's own reason when the caller aborted.
 */
export async function requestJson<T>(path: string, schema: ZodType<T>, init: Asked = {}): Promise<T> {
  return (await requestAnswer(path, schema, init)).data;
}

/** As {@link requestJson}, with the headers of the answer. */
export async function requestAnswer<T>(path: string, schema: ZodType<T>, init: Asked = {}): Promise<Answer<T>> {
  const { response, body } = await succeed(path, init);
  const read = schema.safeParse(parseJson(body, init.parse));
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
export function withJson(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function succeed(path: string, init: Asked): Promise<{ response: Response; body: string }> {
  const { response, body } = await exchange(path, init);
  if (GATEWAY_STATUSES.has(response.status)) {
    throw new ApiError('unreachable', 'a gateway answered in place of the server', { status: response.status });
  }
  if (!response.ok) throw refusal(response, body);
  return { response, body };
}

async function exchange(
  path: string,
  { timeoutMs = TIMEOUT_MS, parse: _parse, ...init }: Asked,
): Promise<{ response: Response; body: string }> {
  const timeout = AbortSignal.timeout(timeoutMs);
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

function parseJson(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
