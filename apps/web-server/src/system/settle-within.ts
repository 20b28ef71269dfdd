/** What `read` resolves with, or `undefined` when it rejects or takes longer. Never rejects. */
export function settleWithin<T>(read: () => Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    const settle = (value: T | undefined) => {
      clearTimeout(timer);
      resolve(value);
    };
    // Called in a promise, so that a throw is a rejection as well.
    Promise.resolve()
      .then(read)
      .then(settle, () => settle(undefined));
  });
}
