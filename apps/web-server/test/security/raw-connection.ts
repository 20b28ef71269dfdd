import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface RawAnswer {
  /** The status of each answer that came, in order. */
  readonly statuses: readonly number[];
  /** All bytes that came, as Latin-1. */
  readonly text: string;
  /** From the connection to its end, in ms. */
  readonly ms: number;
}

export interface RawOptions {
  /** Bytes to send one after the other, with this pause between them. */
  readonly pauseMs?: number;
  /** Closes our side once everything is sent. */
  readonly end?: boolean;
  /** How long the server may take to close the connection, once it is made. */
  readonly timeoutMs?: number;
  /** The address to come from: one of 127.0.0.0/8. */
  readonly from?: string;
}

/**
 * Sends bytes as they are, which no HTTP client would, and keeps what comes back until the server closes the connection.
 * Rejects when it does not: an attacker's connection that stays open is what is to be shown not to happen.
 */
export async function sendRaw(
  port: number,
  pieces: string | readonly (string | Buffer)[],
  { pauseMs = 0, end = false, timeoutMs = 20_000, from }: RawOptions = {},
): Promise<RawAnswer> {
  const startedAt = performance.now();
  const socket = connect({ port, host: '127.0.0.1', ...(from === undefined ? {} : { localAddress: from }) });
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let text = '';
  socket.on('data', (data: Buffer) => {
    text += data.toString('latin1');
  });
  // A server that closes while we still write resets the connection: closed is what counts.
  socket.on('error', () => undefined);
  socket.on('close', () => resolve());
  // The server's time runs from the connection on. Ended by us, and told below: nobody awaits `closed` while there is more to
  // send. What lies in the socket by then still counts, since a busy machine reads it late.
  let isLate = false;
  let timer: NodeJS.Timeout | undefined;
  const expire = () =>
    setImmediate(() => {
      isLate = !socket.destroyed;
      socket.destroy();
    });
  socket.once('connect', () => {
    timer = setTimeout(expire, timeoutMs);
  });
  for (const piece of typeof pieces === 'string' ? [pieces] : pieces) {
    if (socket.destroyed) break;
    socket.write(piece);
    if (pauseMs > 0) await Promise.race([pause(pauseMs), closed]);
  }
  if (end) socket.end();
  await closed;
  clearTimeout(timer);
  if (isLate) throw new Error(`open after ${timeoutMs} ms; so far: ${text.slice(0, 200)}`);
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
  return { statuses, text, ms: performance.now() - startedAt };
}

/** A whole request by hand, after which the server is to close the connection. */
export function request(line: string, headers: Record<string, string> = {}, body = ''): string {
  const all = { Host: '127.0.0.1', Connection: 'close', ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line}\r\n${head.join('')}\r\n${body}`;
}
