/** A subscription to the passing of time, in the shape of `useSyncExternalStore`. */
export type Ticker = (onTick: () => void) => () => void;

/** One timer for all who listen, running only while somebody does. */
export function createTicker(intervalMs: number): Ticker {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  return (onTick) => {
    listeners.add(onTick);
    timer ??= setInterval(() => {
      for (const listener of listeners) listener();
    }, intervalMs);
    return () => {
      listeners.delete(onTick);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  };
}
