import type { BucketState, Decision } from '@ballast/rate-limit';
import { describe, expect, test } from 'vitest';
import { limitHeaders } from './headers.ts';

const NOW_MS = 1_800_000_000_000;

function bucket(name: string, change: Partial<BucketState> = {}): BucketState {
  return {
    limit: { name, kind: 'ip', limit: 5, windowSeconds: 60 },
    effectiveLimit: 5,
    allowed: true,
    remaining: 5,
    fullInMs: 1_000,
    waitMs: 0,
    blockedMs: 0,
    ...change,
  };
}

function refusal(buckets: readonly BucketState[], retryAfterMs: number): Decision {
  const violated = buckets.filter(({ allowed }) => !allowed).map(({ limit }) => limit);
  return { allowed: false, source: 'redis', retryAfterMs, buckets, violated };
}

describe('the headers of a refusal', () => {
  test('say what Retry-After says where somebody is blocked, however full their buckets are', () => {
    const blocked = { allowed: false, blockedMs: 960_000 };
    const headers = limitHeaders(refusal([bucket('burst', blocked), bucket('sustained', blocked)], 960_000), NOW_MS);
    expect(headers).toMatchObject({
      'Retry-After': '960',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(NOW_MS / 1_000 + 960),
      RateLimit: '"burst";r=0;t=960',
    });
  });

  test('tell when the bucket is full where that is later than the block', () => {
    const blocked = { allowed: false, blockedMs: 5_000, fullInMs: 60_000, remaining: 0 };
    expect(limitHeaders(refusal([bucket('burst', blocked)], 5_000), NOW_MS).RateLimit).toBe('"burst";r=0;t=60');
  });

  test('tell what is left where it is only less than was asked for', () => {
    const short = { allowed: false, waitMs: 2_000, fullInMs: 40_000, remaining: 3 };
    const headers = limitHeaders(refusal([bucket('burst', short)], 2_000), NOW_MS);
    expect([headers.RateLimit, headers['Retry-After']]).toEqual(['"burst";r=3;t=40', '2']);
  });
});
