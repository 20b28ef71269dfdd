import { connect } from 'node:net';

export interface GreetingProbe {
  /** What the client says first, for servers that wait to be spoken to. */
  send?: string;
  /** True when the bytes received so far prove that the server works. */
  accept: (received: Buffer) => boolean;
}

/**
 * Connects to 127.0.0.1 and resolves when the server's first words are what its protocol promises.
 * An open port alone proves nothing: MySQL and Redis listen before they can serve.
 *
 * @throws Error when the connection fails, closes before the greeting is complete, or takes longer than `timeoutMs`.
 */
export async function expectGreeting(port: number, probe: GreetingProbe, timeoutMs = 2000): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ port, host: '127.0.0.1' });
  let received = Buffer.alloc(0);
  socket.setTimeout(timeoutMs, () => reject(new Error(`no greeting on port ${port} within ${timeoutMs} ms`)));
  socket.on('connect', () => {
    if (probe.send !== undefined) socket.write(probe.send);
  });
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (probe.accept(received)) resolve();
  });
  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`port ${port} closed the connection before its greeting`)));
  try {
    await promise;
  } finally {
    socket.destroy();
  }
}
