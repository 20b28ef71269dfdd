import { untilRedisIsUsed } from './limit-store.ts';
import { type OperatorServer, startOperatorServer } from './operator-server.ts';

export interface LimitedServer extends OperatorServer {
  /** Asks as a client at an address: the test stands where a trusted proxy would. */
  from(address: string, path: string, init?: RequestInit): Promise<Response>;
  /** Submits a number from an address. */
  submit(address: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

/**
 * A web server that limits, and believes the test about whom it asks for. It is patient with Redis, where a test is not about
 * that: machines are slow.
 */
export async function startLimitedServer(env: Record<string, string> = {}): Promise<LimitedServer> {
  const server = await startOperatorServer({
    RATE_LIMIT_ENABLED: 'true',
    RATE_LIMIT_DEADLINE_MS: '20000',
    TRUSTED_PROXY_CIDRS: '127.0.0.1',
    ...env,
  });
  await untilRedisIsUsed(server.app.url);
  const from = (address: string, path: string, init: RequestInit = {}) =>
    fetch(`${server.app.url}${path}`, {
      ...init,
      headers: { 'x-forwarded-for': address, ...(init.headers as Record<string, string> | undefined) },
    });
  const submit = (address: string, body: unknown = { number: '97' }, headers: Record<string, string> = {}) =>
    from(address, '/prime-check', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { ...server, from, submit };
}

/** What an answer says of its limits. */
export function limitsOf({ headers }: Response) {
  const number = (name: string) => {
    const text = headers.get(name);
    return text === null ? undefined : Number(text);
  };
  return {
    limit: number('x-ratelimit-limit'),
    remaining: number('x-ratelimit-remaining'),
    reset: number('x-ratelimit-reset'),
    policy: headers.get('x-ratelimit-policy') ?? undefined,
    retryAfter: number('retry-after'),
    draft: headers.get('ratelimit') ?? undefined,
    draftPolicy: headers.get('ratelimit-policy') ?? undefined,
  };
}
