import type { ServerResponse } from 'node:http';
import type { SSE_EVENT } from '@ballast/contracts';

/** Server-sent events with replay after Last-Event-ID. */
export class EventFeed {
  readonly #open = new Set<ServerResponse>();
  readonly #log: string[] = [];
  /** Takes connections and says nothing, as a proxy that collects before it passes on. */
  silent = false;

  /** How many pages listen. */
  get listeners(): number {
    return this.#open.size;
  }

  join(response: ServerResponse, lastEventId: string | undefined): void {
    if (this.silent) return;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 200\n\n');
    if (lastEventId !== undefined) for (const event of this.#log.slice(Number(lastEventId))) response.write(event);
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  send(name: (typeof SSE_EVENT)[keyof typeof SSE_EVENT], data: unknown): void {
    const event = `id: ${this.#log.length + 1}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    this.#log.push(event);
    for (const response of this.#open) response.write(event);
  }
}
