import { describe, expect, it } from 'vitest';
import { ProblemError } from '../plugins/problem-error.ts';
import { assertSameOrigin } from './same-origin.ts';

const HOST = 'ballast.example';

function answer(method: string, headers: Record<string, string>): string {
  try {
    assertSameOrigin({ method, headers, host: HOST });
    return 'passes';
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    throw error;
  }
}

describe('a request that a cookie signs', () => {
  it.each([
    ['a page of ours', { 'sec-fetch-site': 'same-origin', origin: `https://${HOST}` }, 'passes'],
    ['what the user typed', { 'sec-fetch-site': 'none' }, 'passes'],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 'forbidden'],
    ['another host of our site', { 'sec-fetch-site': 'same-site', origin: 'https://a.ballast.example' }, 'forbidden'],
    ['another site that forges our Origin', { 'sec-fetch-site': 'cross-site', origin: `https://${HOST}` }, 'forbidden'],
    ['a value that we do not know', { 'sec-fetch-site': 'sometimes' }, 'forbidden'],
    ['an older browser on our page', { origin: `https://${HOST}` }, 'passes'],
    ['an older browser, written otherwise', { origin: 'https://BALLAST.example:443' }, 'passes'],
    ['an older browser elsewhere', { origin: 'https://evil.example' }, 'forbidden'],
    ['an older browser on another port', { origin: `https://${HOST}:8443` }, 'forbidden'],
    ['a name that begins like ours', { origin: `https://${HOST}.evil.example` }, 'forbidden'],
    ['our name in the user part', { origin: `https://${HOST}@evil.example` }, 'forbidden'],
    ['a sandboxed page', { origin: 'null' }, 'forbidden'],
    ['a program', {}, 'passes'],
  ])('from %s: %j %s', (_what, headers, expected) => {
    expect(answer('POST', headers)).toBe(expected);
    expect(answer('DELETE', headers)).toBe(expected);
  });

  it('passes where it changes nothing', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      expect(answer(method, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })).toBe('passes');
    }
  });

  it.each([
    ['application/json', 'passes'],
    ['application/json; charset=utf-8', 'passes'],
    ['APPLICATION/JSON', 'passes'],
    ['text/plain', 'unsupported_media_type'],
    ['application/x-www-form-urlencoded', 'unsupported_media_type'],
    ['multipart/form-data; boundary=x', 'unsupported_media_type'],
    ['application/jsonp', 'unsupported_media_type'],
    ['text/plain; application/json', 'unsupported_media_type'],
  ])('with a body of the type %s %s', (type, expected) => {
    expect(answer('POST', { 'content-type': type, 'sec-fetch-site': 'same-origin' })).toBe(expected);
  });
});
