/** Whole microseconds since 1970, by this process's own clock: it does not jump when the machine's is set. */
export function ownMicroseconds(): number {
  return Math.floor((performance.timeOrigin + performance.now()) * 1_000);
}
