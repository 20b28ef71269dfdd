/** A value that can be watched, in the shape of `useSyncExternalStore`. */
export interface ReadableCell<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
}

export interface Cell<T> extends ReadableCell<T> {
  set(value: T): void;
}

export function createCell<T>(initial: T): Cell<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
