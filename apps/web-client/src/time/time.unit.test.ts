import { describe, expect, it, vi } from 'vitest';
import { formatCountdown, formatDuration, formatElapsed } from './format-duration.ts';
import { formatAge, formatExactTime } from './format-time.ts';
import { createTicker } from './ticker.ts';

const NOON = Date.UTC(2026, 10, 23, 12, 0, 0, 38);

describe('formatDuration', () => {
  it.each([
    [0, 'under 1 ms'],
    [0.9, 'under 1 ms'],
    [1, '1 ms'],
    [38, '38 ms'],
    [999, '999 ms'],
    [1_280, '1.28 s'],
    [9_999, '9.99 s'],
    [12_340, '12.3 s'],
    [59_999, '59.9 s'],
    [125_000, '2 min 5 s'],
    [3_840_000, '1 h 4 min'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatElapsed', () => {
  it.each([
    [-50, '0.0 s'],
    [0, '0.0 s'],
    [3_449, '3.4 s'],
    [59_990, '59.9 s'],
    [64_000, '1 min 04 s'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(formatElapsed(ms)).toBe(text);
  });
});

describe('formatAge', () => {
  it.each([
    [-90_000, 'just now'],
    [4_999, 'just now'],
    [5_000, '5 s ago'],
    [59_999, '59 s ago'],
    [60_000, '1 min ago'],
    [3_599_000, '59 min ago'],
    [3_600_000, '1 h ago'],
    [86_400_000, '1 d ago'],
    [6 * 86_400_000, '6 d ago'],
    [7 * 86_400_000, 'Nov 16, 2026'],
  ])('calls what is %d ms old %s', (age, text) => {
    expect(formatAge(NOON - age, NOON, 'UTC')).toBe(text);
  });
});

describe('formatExactTime', () => {
  it('gives milliseconds and the zone', () => {
    expect(formatExactTime(NOON, 'UTC')).toBe('Nov 23, 2026, 12:00:00.038 UTC');
    expect(formatExactTime(NOON, 'Asia/Tokyo')).toContain('21:00:00.038');
  });
});

describe('createTicker', () => {
  it('runs one timer for all listeners and none without', () => {
    vi.useFakeTimers();
    try {
      const ticker = createTicker(1_000);
      const first = vi.fn();
      const stops = [ticker(first), ticker(() => {})];
      expect(vi.getTimerCount()).toBe(1);
      vi.advanceTimersByTime(2_000);
      expect(first).toHaveBeenCalledTimes(2);
      for (const stop of stops) stop();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('formatCountdown', () => {
  it.each([
    [41_001, '42 s'],
    [1, '1 s'],
    [0, '0 s'],
    [-5_000, '0 s'],
    [59_001, '1 min 0 s'],
    [20_000_000, '5 h 33 min'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(formatCountdown(ms)).toBe(text);
  });
});
