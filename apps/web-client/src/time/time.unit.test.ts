import { createFormatter, createTranslator, type Messages } from 'use-intl/core';
import { describe, expect, it, vi } from 'vitest';
import { en } from '../messages/en.ts';
import { enOperators } from '../messages/en-operators.ts';
import { ja } from '../messages/ja.ts';
import { jaOperators } from '../messages/ja-operators.ts';
import type { Locale } from '../words/locale.ts';
import { createTicker } from './ticker.ts';
import { createTimes } from './times.ts';

const NOON = Date.UTC(2026, 10, 23, 12, 0, 0, 38);

function timesIn(locale: Locale, timeZone = 'UTC') {
  const messages: Messages = { ...en, ...enOperators };
  const japanese = { ...ja, ...jaOperators } as unknown as Messages;
  const t = createTranslator({ locale, messages: locale === 'en' ? messages : japanese, namespace: 'time' });
  return createTimes(t, createFormatter({ locale, timeZone }));
}
const english = timesIn('en');
const japanese = timesIn('ja');

describe('formatDuration', () => {
  it.each([
    [0, 'under 1 ms', '1ミリ秒未満'],
    [0.9, 'under 1 ms', '1ミリ秒未満'],
    [1, '1 ms', '1ミリ秒'],
    [38, '38 ms', '38ミリ秒'],
    [999, '999 ms', '999ミリ秒'],
    [1_280, '1.28 s', '1.28秒'],
    [9_999, '9.99 s', '9.99秒'],
    [12_340, '12.3 s', '12.3秒'],
    [59_999, '59.9 s', '59.9秒'],
    [125_000, '2 min 5 s', '2分5秒'],
    [3_840_000, '1 h 4 min', '1時間4分'],
  ])('writes %d ms as %s, or %s', (ms, inEnglish, inJapanese) => {
    expect(english.formatDuration(ms)).toBe(inEnglish);
    expect(japanese.formatDuration(ms)).toBe(inJapanese);
  });
});

describe('formatSpan', () => {
  it.each([
    [45_000, '45 s'],
    [300_000, '5 min'],
    [330_000, '5 min 30 s'],
    [3_600_000, '1 h'],
    [5_400_000, '1 h 30 min'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(english.formatSpan(ms)).toBe(text);
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
    expect(english.formatElapsed(ms)).toBe(text);
  });
});

describe('formatAge', () => {
  it.each([
    [-90_000, 'just now', 'たった今'],
    [4_999, 'just now', 'たった今'],
    [5_000, '5 s ago', '5秒前'],
    [59_999, '59 s ago', '59秒前'],
    [60_000, '1 min ago', '1分前'],
    [3_599_000, '59 min ago', '59分前'],
    [3_600_000, '1 h ago', '1時間前'],
    [86_400_000, '1 d ago', '1日前'],
    [6 * 86_400_000, '6 d ago', '6日前'],
    [7 * 86_400_000, 'Nov 16, 2026', '2026年11月16日'],
  ])('calls what is %d ms old %s, or %s', (age, inEnglish, inJapanese) => {
    expect(english.formatAge(NOON - age, NOON)).toBe(inEnglish);
    expect(japanese.formatAge(NOON - age, NOON)).toBe(inJapanese);
  });
});

describe('formatExactTime', () => {
  it('gives milliseconds and the zone', () => {
    expect(english.formatExactTime(NOON)).toBe('Nov 23, 2026, 12:00:00.038 UTC');
    expect(timesIn('ja', 'Asia/Tokyo').formatExactTime(NOON)).toBe('2026年11月23日 21:00:00.038 JST');
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
    expect(english.formatCountdown(ms)).toBe(text);
  });
});

describe('formatClock', () => {
  it('writes the day only where it is another one, in the viewer’s zone', () => {
    const tokyo = timesIn('en', 'Asia/Tokyo');
    expect(english.formatClock(NOON, undefined)).toBe('Nov 23, 12:00:00.038');
    expect(english.formatClock(NOON, NOON - 1_000)).toBe('12:00:00.038');
    expect(english.formatClock(NOON + 4 * 3_600_000, NOON)).toBe('16:00:00.038');
    expect(tokyo.formatClock(NOON + 4 * 3_600_000, NOON)).toBe('Nov 24, 01:00:00.038');
    expect(japanese.formatClock(NOON, undefined)).toBe('11月23日, 12:00:00.038');
  });
});
