import { PROBLEM_CODES } from '@ballast/contracts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { en } from '../messages/en.ts';
import { ja } from '../messages/ja.ts';
import { ApiError } from './api-error.ts';
import { describeApiError } from './describe-api-error.ts';
import { describeFailure } from './describe-failure.ts';
import { readAllowance } from './read-allowance.ts';
import { readRetryAfter } from './read-retry-after.ts';
import { requestJson } from './request-json.ts';

const Schema = z.object({ n: z.number() });

function answer(response: Response | Error): void {
  vi.stubGlobal('fetch', () => (response instanceof Error ? Promise.reject(response) : Promise.resolve(response)));
}
const ask = () => requestJson('/x', Schema).catch((error: unknown) => error);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('requestJson', () => {
  it('gives what the schema reads', async () => {
    answer(Response.json({ n: 1 }));
    expect(await ask()).toEqual({ n: 1 });
  });

  it.each([
    ['no connection', new TypeError('fetch failed')],
    ['a gateway that finds nobody', new Response('Bad gateway', { status: 502 })],
    ['a gateway that waits in vain', new Response('', { status: 504 })],
  ])('calls the server unreachable on %s', async (_, response) => {
    answer(response);
    expect(await ask()).toMatchObject({ code: 'unreachable' });
  });

  it('carries the problem and the wait of a refusal', async () => {
    const problem = { type: 'about:blank', title: 'Overloaded', status: 503, code: 'overloaded' };
    answer(Response.json(problem, { status: 503, headers: { 'retry-after': '7' } }));
    expect(await ask()).toMatchObject({ code: 'refused', problem, retryAfterMs: 7_000 });
  });

  it.each([
    ['HTML', '<p>'],
    ['another shape', '{"n":"1"}'],
  ])('does not trust an answer that is %s', async (_, body) => {
    answer(new Response(body));
    expect(await ask()).toMatchObject({ code: 'unreadable' });
  });

  it("throws the caller's reason when the caller gave up", async () => {
    answer(new TypeError('aborted'));
    const reason = new Error('gone');
    const asked = requestJson('/x', Schema, { signal: AbortSignal.abort(reason) });
    await expect(asked).rejects.toBe(reason);
  });
});

describe('describeApiError', () => {
  it('has a fault with words in both languages for every code of the contract', () => {
    for (const code of PROBLEM_CODES) {
      const problem = { type: 'about:blank', title: 'T', status: 400, code };
      const fault = describeApiError(new ApiError('refused', 'T', { status: 400, problem }));
      expect(en.errors.submission[fault.code].title).toMatch(/\.$/u);
      expect(ja.errors.submission[fault.code].title).toMatch(/。$/u);
    }
  });

  it('hands on what the server found, where the person can change it', () => {
    const errors = [
      {
        field: 'number',
        message: '2 digits at most; this has 3.',
        number_fault: { code: 'too_long' as const, digits: 3, max_digits: 2 },
      },
    ];
    const problem = { type: 'about:blank', title: 'T', status: 400, code: 'invalid_number' as const, errors };
    const fault = describeApiError(new ApiError('refused', 'T', { status: 400, problem }));
    expect(fault).toEqual({ code: 'invalid', remedy: 'edit', found: errors });
  });

  it.each([
    [503, 'wait'],
    [429, 'later'],
    [500, 'retry'],
    [413, 'edit'],
    [418, 'retry'],
  ])('knows what to do about a bare %d', (status, remedy) => {
    expect(describeApiError(new ApiError('refused', 'T', { status })).remedy).toBe(remedy);
  });
});

describe('describeFailure', () => {
  const NOW = 1_000_000;
  const refused = (status: number, code: (typeof PROBLEM_CODES)[number], retryAfterMs?: number) => {
    const problem = { type: 'about:blank', title: 'T', status, code, detail: 'Said.' };
    return new ApiError('refused', 'T', { status, problem, retryAfterMs });
  };

  it.each([
    [new ApiError('unreachable', 'U'), { code: 'unreachable', said: undefined, notBefore: undefined }],
    [new TypeError('failed to fetch'), { code: 'unreachable', said: undefined, notBefore: undefined }],
    [new ApiError('unreadable', 'U'), { code: 'unreadable', said: undefined, notBefore: undefined }],
    [refused(409, 'conflict'), { code: 'changed', said: 'Said.', notBefore: undefined }],
    [refused(400, 'invalid_edit'), { code: 'refused', said: 'Said.', notBefore: undefined }],
    // With a wait, that is what is to be said.
    [refused(429, 'rate_limited', 2_000), { code: 'limited', said: undefined, notBefore: NOW + 2_000 }],
    [new ApiError('refused', 'T', { status: 429 }), { code: 'limited', said: undefined, notBefore: undefined }],
  ])('calls %s %j', (error, failure) => {
    expect(describeFailure(error, NOW)).toEqual(failure);
  });

  it('quotes what the server found in place of what it says of it all', () => {
    const problem = {
      ...{ type: 'about:blank', title: 'T', status: 400, code: 'invalid_request' as const, detail: 'All.' },
      errors: [{ field: 'name', message: 'is empty' }],
    };
    expect(describeFailure(new ApiError('refused', 'T', { status: 400, problem }), NOW).said).toBe('is empty');
  });
});

describe('readRetryAfter', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  it.each([
    ['7', 7_000],
    ['0', 0],
    ['Mon, 23 Nov 2026 12:00:05 GMT', 5_000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    [null, undefined],
  ])('reads %s as %s ms', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });
});

describe('readAllowance', () => {
  const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '1795747787' };

  it('reads what is left, and when all is there again', () => {
    expect(readAllowance(new Headers(headers))).toEqual({ limit: 60, remaining: 7, fullAt: 1_795_747_787_000 });
  });

  it.each(Object.keys(headers))('says nothing when %s is not there, or no count', (name) => {
    expect(readAllowance(new Headers({ ...headers, [name]: '-1' }))).toBeUndefined();
    const rest = new Headers(headers);
    rest.delete(name);
    expect(readAllowance(rest)).toBeUndefined();
  });
});
