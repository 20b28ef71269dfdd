import { useSyncExternalStore } from 'react';
import { createTicker } from './ticker.ts';

const everySecond = createTicker(1_000);
const everyTenth = createTicker(100);

/**
 * A value that changes with time alone. The component is drawn again only when the value is another one, so hundreds of
 * ages on a page cost a string comparison a second each. `read` must return a primitive.
 */
export function useTicking<T extends string | number | boolean>(read: (now: number) => T, pace: 'second' | 'tenth'): T {
  return useSyncExternalStore(pace === 'second' ? everySecond : everyTenth, () => read(Date.now()));
}
