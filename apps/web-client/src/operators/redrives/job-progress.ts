import type { RedriveJob } from '@ballast/contracts/operators';

export type Wave = RedriveJob['waves'][number];
export type WaveState = 'waiting' | 'going' | 'passed' | 'failed' | 'cancelled';
export type CellState = Exclude<keyof Wave, 'size'>;

const MAX_CELLS = 60;
/** In the order in which they are drawn: what is decided first. */
const CELL_STATES: readonly CellState[] = ['succeeded', 'failed', 'silent', 'refused', 'cancelled', 'sent', 'waiting'];

export function isOver({ state }: Pick<RedriveJob, 'state'>): boolean {
  return state === 'cancelled' || state === 'completed';
}

/** Letters with an end, of those that the job has. What was never sent has none. */
export function doneOf({ counts }: RedriveJob): number {
  return counts.succeeded + counts.failed + counts.silent + counts.refused;
}

/** Failures are judged as the server judges them: what was never sent does not count. */
export function waveStateOf(wave: Wave, threshold: number): WaveState {
  const failures = wave.failed + wave.silent;
  const judged = failures + wave.succeeded + wave.sent;
  if (judged > 0 && failures > threshold * judged) return 'failed';
  if (wave.sent > 0) return 'going';
  if (wave.waiting > 0) return judged > 0 ? 'going' : 'waiting';
  return wave.cancelled > 0 ? 'cancelled' : 'passed';
}

/** A wave as squares in a row, each of one letter or, in a large wave, of so many that sixty are enough. */
export function cellsOf(wave: Wave): readonly CellState[] {
  const perCell = Math.max(1, Math.ceil(wave.size / MAX_CELLS));
  const cells: CellState[] = [];
  for (const state of CELL_STATES) {
    // What is there at all must be seen.
    for (let count = Math.ceil(wave[state] / perCell); count > 0; count -= 1) cells.push(state);
  }
  return cells;
}

/** Letters that were sent, whatever became of them. */
export function sentOf({ counts }: Pick<RedriveJob, 'counts'>): number {
  return counts.sent + counts.succeeded + counts.failed + counts.silent;
}

/**
 * Seconds until the last letter is sent, at the rate that was measured, and while none was sent lately at the one that is set.
 * Outcomes come later.
 */
export function secondsLeft(
  { counts, rate_per_second }: Pick<RedriveJob, 'counts' | 'rate_per_second'>,
  measured: number | undefined,
): number {
  return counts.waiting / (measured === undefined || measured === 0 ? rate_per_second : measured);
}
