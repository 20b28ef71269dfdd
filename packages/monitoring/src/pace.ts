import type { Window } from './promql/vector.ts';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** How long windows and waits are. */
export interface Pace {
  /** The range of a rate or an increase. */
  window(window: Window): Window;
  /** How long a condition must hold before an alert fires. */
  hold(window: Window): Window;
}

/** As it is written. */
export const REAL_PACE: Pace = { window: (window) => window, hold: (window) => window };

/**
 * The same rules, `factor` times as fast: for tests that let real alerts fire. Thresholds stay; no window gets shorter than
 * `shortest` seconds, which should be several times the scrape interval.
 */
export function fasterBy(factor: number, shortest: number): Pace {
  const scaled = (window: Window, least: number): Window =>
    `${Math.max(least, Math.round(secondsOf(window) / factor))}s`;
  return { window: (window) => scaled(window, shortest), hold: (window) => scaled(window, 1) };
}

function secondsOf(window: Window): number {
  const unit = window.at(-1) as keyof typeof SECONDS;
  return Number(window.slice(0, -1)) * SECONDS[unit];
}
