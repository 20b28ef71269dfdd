import { randomInt } from 'node:crypto';
import { closeSync, mkdirSync, openSync, statSync, utimesSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeStackError } from './errors.ts';

// Below Linux's ephemeral range (32768 and up), so that no outgoing connection takes the port before its server does.
const LOWEST = 20_000;
const HIGHEST = 32_000;
/** By then whoever has found a port is done with it, also who ends a server on it and starts it again there. */
const KEPT_MS = 600_000;
const MARKS = join(tmpdir(), `ballast-ports-${process.getuid?.()}`);

/** A port of 127.0.0.1 on which nobody listens now, and that nobody else is given within ten minutes. */
export async function findFreePort(): Promise<number> {
  mkdirSync(MARKS, { recursive: true });
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (mark(port) && (await isPortFree(port))) return port;
  }
  throw new NativeStackError('port_taken', `No free port was found between ${LOWEST} and ${HIGHEST}.`);
}

/**
 * Some seconds may go by between finding a port and listening on it, and many processes look for one at the same time. So each
 * leaves a file that says so; whether this was the first to do it within ten minutes.
 */
function mark(port: number): boolean {
  const path = join(MARKS, String(port));
  try {
    closeSync(openSync(path, 'wx'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const now = Date.now();
  if (now - statSync(path).mtimeMs < KEPT_MS) return false;
  utimesSync(path, now / 1_000, now / 1_000);
  return true;
}

/** @throws NativeStackError `port_taken` when somebody listens on the port; `variable` is what sets another one. */
export async function assertPortFree(port: number, server: string, variable: string): Promise<void> {
  if (await isPortFree(port)) return;
  throw new NativeStackError(
    'port_taken',
    `Port ${port} for ${server} is taken by another process: set ${variable} to a free port, or stop that process.`,
  );
}

export function isPortFree(port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
    else reject(error);
  });
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}
