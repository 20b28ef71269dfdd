import { randomBytes } from 'node:crypto';

let lastMs = 0;

/** A UUIDv7 whose order is the order of the calls: within one millisecond the next millisecond is taken. */
export function uuidV7(now = Date.now()): string {
  lastMs = Math.max(now, lastMs + 1);
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
