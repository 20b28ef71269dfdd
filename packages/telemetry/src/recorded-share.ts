/** One per process, as tracing is. Without a collector nothing is recorded. */
let share = 0;

export function setRecordedShare(ratio: number): void {
  share = ratio;
}

/**
 * Whether to record a trace that somebody else has begun. By chance alone: neither its flag nor its id, both of which a
 * stranger makes up, has a say.
 */
export function isRecordedHere(): boolean {
  return Math.random() < share;
}
