import type { ConsumerBreaker } from './breakers.ts';

/**
 * The line of `/health` for a consumer's breakers: degraded while one is open, with what is missing, why, and when it is
 * probed next. `/health` is public, so of the reason only the code is told.
 */
export function breakerHealth(breakers: readonly ConsumerBreaker[]): {
  readonly status: 'ok' | 'degraded';
  readonly error?: string;
} {
  const open = breakers.filter(({ state }) => state === 'open');
  if (open.length === 0) return { status: 'ok' };
  return { status: 'degraded', error: open.map(describe).join('; ') };
}

function describe({ dependency, reason = '', since, next_probe_at: next }: ConsumerBreaker): string {
  return `${dependency} since ${since} (${reason.split(':', 1)[0]}), next probe at ${next}`;
}
