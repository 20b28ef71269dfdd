import { connect, createServer, type Socket } from 'node:net';

/**
 * What to do with a piece that a client sent: pass it on, drop it and cut, pass it on and then cut, cut and pass it on
 * `LATE_MS` later, or swallow it.
 */
export type ClientDataVerdict = 'pass' | 'cut_before' | 'cut_after' | 'cut_late' | 'hold';

/** Long enough for a client to come back and ask again before the server has acted. */
const LATE_MS = 1_000;

export interface TcpProxy {
  readonly port: number;
  /** Cuts every connection now; new ones are accepted. */
  cut(): void;
  /** Refuses new connections and cuts the old ones, as a server that is down does. */
  down(): void;
  /** Accepts connections again. */
  up(): void;
  /** Holds all bytes back in both directions (connections stay open), until `resume`. */
  pause(): void;
  resume(): void;
  /** Looks at each piece a client sends; `cut_after` lets the server act and loses its answer. */
  onClientData(look: ((data: Buffer) => ClientDataVerdict) | undefined): void;
  close(): Promise<void>;
}

/**
 * Whether a piece that a client of MySQL sent is a COMMIT: it ends in the statement and is about as short (two bytes for query
 * attributes come before it). A new connection's READ COMMITTED has the word in it too, and is none.
 */
export function isCommit(data: Buffer): boolean {
  return data.length <= 16 && data.toString('latin1').endsWith('COMMIT');
}

/** A TCP proxy on loopback that can do to a connection what networks do; to the target it comes from `localAddress`. */
export async function startTcpProxy(target: { host: string; port: number; localAddress?: string }): Promise<TcpProxy> {
  const pairs = new Set<{ client: Socket; server: Socket }>();
  let look: ((data: Buffer) => ClientDataVerdict) | undefined;
  let isDown = false;
  let isPaused = false;

  const cut = () => {
    for (const { client, server } of pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
    pairs.clear();
  };

  const listener = createServer((client) => {
    if (isDown) {
      client.resetAndDestroy();
      return;
    }
    const server = connect(target);
    const pair = { client, server };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
      if (isPaused) socket.pause();
    }
    client.on('data', (data: Buffer) => {
      const verdict = look?.(data) ?? 'pass';
      if (verdict === 'pass') {
        server.write(data);
      } else if (verdict === 'cut_before') {
        end();
      } else if (verdict === 'cut_after' || verdict === 'cut_late') {
        // The server gets the bytes and may act on them; the client is gone before any answer can reach it.
        client.off('close', end);
        client.resetAndDestroy();
        server.removeAllListeners('data');
        setTimeout(() => server.end(data), verdict === 'cut_late' ? LATE_MS : 0);
        pairs.delete(pair);
      }
    });
    server.on('data', (data: Buffer) => {
      if (!client.destroyed) client.write(data);
    });
  });

  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', resolve);
  });
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');

  return {
    port: address.port,
    cut,
    down: () => {
      isDown = true;
      cut();
    },
    up: () => {
      isDown = false;
    },
    pause: () => {
      isPaused = true;
      for (const { client, server } of pairs) {
        client.pause();
        server.pause();
      }
    },
    resume: () => {
      isPaused = false;
      for (const { client, server } of pairs) {
        client.resume();
        server.resume();
      }
    },
    onClientData: (next) => {
      look = next;
    },
    close: () =>
      new Promise((resolve) => {
        cut();
        listener.close(() => resolve());
      }),
  };
}
