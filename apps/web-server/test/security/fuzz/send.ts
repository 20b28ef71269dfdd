import { Agent, request } from 'node:http';
import type { FuzzRequest } from './fuzz-requests.ts';

export interface FuzzAnswer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

const TIMEOUT_MS = 25_000;
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/**
 * Sends a request as it is; of a stream without end only the head is waited for. The path is given apart from the origin,
 * since parsing both as one URL takes `%2E` for a dot and leaves the segment out.
 */
export function sendFuzz(origin: string, { operation, url, headers, body }: FuzzRequest): Promise<FuzzAnswer> {
  const isStream = Object.values(operation.responses).some(({ content = {} }) => 'text/event-stream' in content);
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path: url,
        method: operation.method,
        agent,
        timeout: TIMEOUT_MS,
        headers: {
          ...headers,
          ...(isStream ? { accept: 'text/event-stream' } : {}),
          ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
      },
      (response) => {
        const type = response.headers['content-type']?.split(';', 1)[0] ?? '';
        const answer = { status: response.statusCode ?? 0, type, retryAfter: response.headers['retry-after'] };
        if (type === 'text/event-stream') {
          sent.destroy();
          resolve({ ...answer, body: '' });
          return;
        }
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => resolve({ ...answer, body: Buffer.concat(pieces).toString('utf8') }));
        response.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

export function closeConnections(): void {
  agent.destroy();
}
