import { createCell, type ReadableCell } from '../session/cell.ts';

interface TurnsOptions<T> {
  /** What is to go next. */
  next(): T | undefined;
  take(item: T): Promise<void>;
  /** Not before this time, in epoch milliseconds. */
  mayGoAt(item: T): number;
}

export interface Turns {
  /** Until nothing is next. While it runs already it does nothing. */
  run(): Promise<void>;
  /** Nothing goes for so long, save that somebody wakes it. */
  pause(ms: number): void;
  /** A pause of our own making ends: the server is back. What a limit asks for still holds. */
  wake(): void;
  /** When the next goes; undefined while nothing waits for a time. */
  readonly nextAt: ReadableCell<number | undefined>;
  close(): void;
}

/** One after the other, each when it may go: idle -> (waiting -> taking)* -> idle. */
export function createTurns<T>({ next, take, mayGoAt }: TurnsOptions<T>): Turns {
  const nextAt = createCell<number | undefined>(undefined);
  let running = false;
  let closed = false;
  let pausedUntil = 0;
  let endWait = () => {};

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    for (let item = next(); item !== undefined && !closed; item = next()) {
      const at = Math.max(pausedUntil, mayGoAt(item));
      if (at <= Date.now()) await take(item);
      else await waitUntil(at);
    }
    running = false;
  }

  async function waitUntil(at: number): Promise<void> {
    nextAt.set(at);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, at - Date.now());
      endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    nextAt.set(undefined);
  }

  return {
    run,
    nextAt,
    pause(ms) {
      pausedUntil = Date.now() + ms;
    },
    wake() {
      pausedUntil = 0;
      endWait();
    },
    close() {
      closed = true;
      endWait();
    },
  };
}
