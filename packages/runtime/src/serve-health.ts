import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { healthResponse, type ObservedService } from './health-response.ts';
import { isForwarded } from './is-forwarded.ts';
import { explainListenError } from './listen-error.ts';
import type { Service } from './service.ts';

/** A server of the health paths that listens. */
export interface HealthServer {
  /** The port it really listens on: another than asked for when that was 0. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/livez`, `/readyz`, `/health` and `/metrics` on plain HTTP. Rejects with RuntimeError `port_taken` or
 * `port_forbidden`, whose sentence names the variable to change.
 */
export async function serveHealth(
  service: ObservedService & Partial<Pick<Service, 'portVariable'>>,
  address: { readonly port: number; readonly host: string },
): Promise<HealthServer> {
  const server = createServer((request, response) => void answer(service, request, response));
  server.requestTimeout = 10_000;
  await listen(server, address).catch((error: unknown) => {
    throw explainListenError(error, service.portVariable ?? 'PORT') ?? error;
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

async function answer(service: ObservedService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, 'text/plain', 'GET only\n');
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    // No proxy is known here: whom it asks for cannot be told, and `/metrics` is not for everybody.
    const client = isForwarded(request.headers) ? undefined : request.socket.remoteAddress;
    const answered = await healthResponse(service, path, client);
    if (answered === undefined) return end(response, 404, 'text/plain', 'not found\n');
    end(response, answered.status, answered.contentType, answered.body);
  } catch {
    // A gauge that cannot be collected, for example: that scrape fails, and the next is asked anew.
    end(response, 500, 'text/plain', 'failed\n');
  }
}

function end(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body);
}

async function listen(server: Server, { port, host }: { port: number; host: string }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
