/**
 * Hands items on at once while they are few, and together when they come faster than one a frame: the page is drawn at
 * most once per `frameMs`, whatever the rate of events.
 */
export function createBatch<T>(
  deliver: (items: readonly T[]) => void,
  frameMs = 16,
): { add(item: T): void; clear(): void } {
  let held: T[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  function flush(): void {
    const items = held;
    held = [];
    // Nothing came for a frame: the next one goes at once again.
    timer = items.length === 0 ? undefined : setTimeout(flush, frameMs);
    if (items.length > 0) deliver(items);
  }
  return {
    add(item) {
      held.push(item);
      if (timer === undefined) flush();
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      held = [];
    },
  };
}
