import type { Socket } from 'node:net';
import type { PoolConnection } from 'mysql2';
import { withinTime } from './within-time.ts';

/** The sockets of a pool's connections: the driver's `end` resolves when its goodbyes are sent, with every socket open. */
export class OpenSockets {
  readonly #sockets = new Map<Socket, Promise<void>>();

  add(connection: PoolConnection): void {
    const { stream } = connection as unknown as { readonly stream: Socket };
    const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()));
    this.#sockets.set(
      stream,
      closed.then(() => {
        this.#sockets.delete(stream);
      }),
    );
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** Waits until the server has closed them all; those that are still open after `timeoutMs` are destroyed. */
  async close(timeoutMs: number): Promise<void> {
    await withinTime(Promise.all(this.#sockets.values()), timeoutMs, { onTimeout: () => undefined });
    for (const socket of this.#sockets.keys()) socket.destroy();
  }
}
