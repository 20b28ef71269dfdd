export interface TimeLimit<T> {
  /** Called when the time is over; the error it returns is thrown, `undefined` gives up in silence. */
  readonly onTimeout: () => Error | undefined;
  /** Called with a value that arrives after all, so that it can be put back. */
  readonly onLate?: (value: T) => void;
}

/** Waits for `work`, but no longer than `timeoutMs`. Work that is given up may fail later without being heard. */
export function withinTime<T>(work: Promise<T>, timeoutMs: number, limit: TimeLimit<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      const error = limit.onTimeout();
      if (error === undefined) resolve(undefined as T);
      else reject(error);
    }, timeoutMs);
    work.then(
      (value) => {
        clearTimeout(timer);
        if (isOver) limit.onLate?.(value);
        else resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
