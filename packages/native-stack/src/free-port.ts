import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { NativeStackError } from './errors.ts';

// Below Linux's ephemeral range (32768 and up), so that no outgoing connection takes the port before its server does.
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** A port of 127.0.0.1 on which nobody listens now. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isPortFree(port)) return port;
  }
  throw new NativeStackError('port_taken', `No free port was found between ${LOWEST} and ${HIGHEST}.`);
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
