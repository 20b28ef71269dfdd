const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long something took, in at most three figures: `38 ms`, `1.28 s`, `2 min 5 s`, `1 h 4 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1) return 'under 1 ms';
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${truncate(ms / SECOND, 2)} s`;
  if (ms < MINUTE) return `${truncate(ms / SECOND, 1)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`;
  return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
}

/** A running clock: tenths under a minute, then minutes and seconds. A clock that went backwards shows zero. */
export function formatElapsed(ms: number): string {
  const passed = Math.max(0, ms);
  if (passed < MINUTE) return `${truncate(passed / SECOND, 1)} s`;
  const seconds = String(Math.floor((passed % MINUTE) / SECOND)).padStart(2, '0');
  return `${Math.floor(passed / MINUTE)} min ${seconds} s`;
}

/** Whole seconds, rounded up: 0 s is shown only when the time is over. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND));
  return seconds * SECOND < MINUTE ? `${seconds} s` : formatDuration(seconds * SECOND);
}

/** Cut, not rounded: a clock must not show 60.0 s, nor a duration more than it was. */
function truncate(value: number, decimals: number): string {
  const scale = 10 ** decimals;
  return (Math.floor(value * scale + 1e-6) / scale).toFixed(decimals);
}
