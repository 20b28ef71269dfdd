import { HIT_RESULTS, type HitResult } from './decision.ts';

const SECONDS = 60;

/** What was decided in the last 60 s, by the second. */
export class LastMinute {
  readonly #seconds: { second: number; counts: Record<HitResult, number> }[] = [];

  add(result: HitResult, nowMs: number): void {
    const second = Math.floor(nowMs / 1_000);
    const slot = second % SECONDS;
    const found = this.#seconds[slot];
    const counts = found?.second === second ? found.counts : none();
    counts[result] += 1;
    if (found?.second !== second) this.#seconds[slot] = { second, counts };
  }

  counts(nowMs: number): Record<HitResult, number> {
    const oldest = Math.floor(nowMs / 1_000) - SECONDS;
    const sum = none();
    for (const entry of this.#seconds) {
      if (entry === undefined || entry.second <= oldest) continue;
      for (const result of HIT_RESULTS) sum[result] += entry.counts[result];
    }
    return sum;
  }
}

function none(): Record<HitResult, number> {
  return { allowed: 0, denied: 0, shadow_denied: 0, bypassed: 0 };
}
