import { ProblemSchema } from '@ballast/contracts';
import { expect } from 'vitest';

/** For the environment of a web server that a test starts: a key of each role, by the role's name. */
export const TEST_KEYS = {
  viewer: 'viewer-key-7c1f9a',
  operator: 'operator-key-3b8e2d',
  admin: 'admin-key-5d4a6e',
} as const;

export const ADMIN_API_KEYS = Object.entries(TEST_KEYS)
  .map(([role, key]) => `the-${role}:${role}:${key}`)
  .join(',');

export interface AdminRequest {
  readonly method?: string;
  readonly body?: unknown;
  /** Whose key is sent; null for none. */
  readonly as?: keyof typeof TEST_KEYS | null;
}

/** Asks as somebody with a key. */
export function ask(url: string, { method = 'GET', body, as = 'admin' }: AdminRequest = {}): Promise<Response> {
  return fetch(url, {
    method,
    headers: {
      ...(as === null ? {} : { authorization: `Bearer ${TEST_KEYS[as]}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export async function expectProblem(response: Response, status: number, code: string): Promise<string> {
  const text = await response.text();
  expect(response.status, text).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = ProblemSchema.parse(JSON.parse(text));
  expect(problem).toMatchObject({ status, code });
  return problem.detail ?? '';
}
