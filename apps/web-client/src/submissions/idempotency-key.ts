/**
 * A key nobody else has: a random UUID. Browsers offer `randomUUID` to secure pages only, and a page opened by the plain
 * HTTP address of a machine is none, so there the same is made of random bytes.
 */
export function createIdempotencyKey(): string {
  if ('randomUUID' in crypto) return crypto.randomUUID();
  const bytes = (crypto as Crypto).getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
