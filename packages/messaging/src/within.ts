/**
 * Waits for a promise, `ms` at most; then throws what `late` makes. The promise itself goes on, and may fail later
 * without anybody being told.
 */
export async function within<T>(promise: Promise<T>, ms: number, late: () => Error): Promise<T> {
  const { promise: timer, reject } = Promise.withResolvers<never>();
  const handle = setTimeout(() => reject(late()), ms);
  try {
    return await Promise.race([promise, timer]);
  } finally {
    clearTimeout(handle);
  }
}
