const BUSY_INTERVAL_MS = 100;

/** How long to wait for the next look at the outbox, in ms. */
export interface PollPace {
  /** `nextProbeMs`: until the next subject that pauses may be probed; `undefined` when none pauses. */
  next(isBusy: boolean, nextProbeMs: number | undefined): number;
}

/** Soon after there was work; twice as long each time there was none, up to `longestMs`; in time for the next probe. */
export function createPollPace(longestMs: number): PollPace {
  let idleMs = BUSY_INTERVAL_MS;
  return {
    next: (isBusy, nextProbeMs) => {
      idleMs = Math.min(isBusy ? BUSY_INTERVAL_MS : idleMs * 2, longestMs);
      return Math.min(idleMs, nextProbeMs ?? idleMs);
    },
  };
}
