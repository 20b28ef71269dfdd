/** Few enough for a page to draw each by itself: the states of one request follow each other as fast as this. */
const AT_ONCE = 3;

/**
 * Hands items on at once while they are few, and together when they come faster than `AT_ONCE` in one frame of `frameMs`:
 * the page is drawn a bounded number of times, whatever the rate of events.
 */
export function createBatch<T>(
  deliver: (items: readonly T[]) => void,
  frameMs = 16,
): { add(item: T): void; clear(): void } {
  let held: T[] = [];
  let delivered = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    const items = held;
    held = [];
    delivered += 1;
    deliver(items);
  }
  function beginFrame(): void {
    timer = undefined;
    delivered = 0;
    if (held.length === 0) return;
    // Many came: until they are few again it is once a frame.
    delivered = AT_ONCE - 1;
    timer = setTimeout(beginFrame, frameMs);
    flush();
  }

  return {
    add(item) {
      held.push(item);
      timer ??= setTimeout(beginFrame, frameMs);
      if (delivered < AT_ONCE) flush();
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      delivered = 0;
      held = [];
    },
  };
}
