import type { ZodType } from 'zod';
import { CliError } from '../failures/cli-error.ts';
import { describeNetworkFault } from './network-fault.ts';
import { describeProblem } from './problem.ts';
import type { ApiSettings } from './settings.ts';

type Contracts = typeof import('@ballast/contracts/operators');

/** Chooses the schema that an answer must fit. The contracts are loaded while the request is under way: they cost as much as all else. */
type ChooseSchema<T> = (contracts: Contracts) => ZodType<T>;

export interface Answer<T> {
  readonly value: T;
  /** The body as the server sent it: what `--json` prints. */
  readonly raw: unknown;
}

type Query = Readonly<Record<string, string | number | undefined>>;

export interface Api {
  readonly url: string;
  get<T>(path: string, schema: ChooseSchema<T>, query?: Query): Promise<Answer<T>>;
  send<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    schema: ChooseSchema<T>,
  ): Promise<Answer<T>>;
  /** The body as it comes, for what is too long to hold. */
  stream(path: string, query?: Query): Promise<ReadableStream<Uint8Array>>;
}

const TIMEOUT_MS = 30_000;

/** The operators' HTTP interface of web-server. Every failure is a `CliError` that says what to do. */
export function createApi(settings: ApiSettings): Api {
  const headers = settings.key === undefined ? {} : { authorization: `Bearer ${settings.key}` };

  async function request(path: string, init: RequestInit, query: Query = {}): Promise<Response> {
    const given = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
    const search = given.size === 0 ? '' : `?${given}`;
    const response = await fetch(`${settings.url}${path}${search}`, {
      ...init,
      headers: { accept: 'application/json', ...headers, ...init.headers },
      redirect: 'error',
    }).catch((error: unknown) => {
      throw describeNetworkFault(error, settings.url);
    });
    if (response.ok) return response;
    throw await describeProblem(response, settings, { method: init.method ?? 'GET', path });
  }

  async function ask<T>(path: string, schema: ChooseSchema<T>, init: RequestInit, query?: Query): Promise<Answer<T>> {
    const contracts = import('@ballast/contracts/operators');
    // Loading does not fail; should it, the request's own failure must not be hidden by an unhandled one.
    contracts.catch(() => {});
    const response = await request(path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }, query);
    const raw = await readJson(response, settings.url, await contracts);
    const parsed = schema(await contracts).safeParse(raw);
    if (parsed.success) return { value: parsed.data, raw };
    const [issue] = parsed.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
    throw new CliError(
      'incompatible',
      `web-server at ${settings.url} answers ${path} in a form that this ballast cannot read${place}: use the ballast of the same version.`,
    );
  }

  return {
    url: settings.url,
    get: (path, schema, query) => ask(path, schema, {}, query),
    send: (method, path, body, schema) => ask(path, schema, { method, ...jsonBody(body) }),
    stream: async (path, query) => {
      const { body } = await request(path, { headers: { accept: 'application/x-ndjson' } }, query);
      return body ?? new ReadableStream({ start: (controller) => controller.close() });
    },
  };
}

function jsonBody(body: unknown): RequestInit {
  if (body === undefined) return {};
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

// A message's payload may have numbers that a double cannot hold: what is printed and edited is what came.
async function readJson(response: Response, url: string, { parseExactJson }: Contracts): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw describeNetworkFault(error, url);
  });
  try {
    return parseExactJson(text);
  } catch (error) {
    throw new CliError('incompatible', `${url} answers, but not as Ballast’s web-server does: check BALLAST_URL.`, {
      cause: error,
    });
  }
}
