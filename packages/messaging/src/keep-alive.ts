import type { Acknowledger } from './acknowledger.ts';
import type { Delivery } from './delivery.ts';

/**
 * Keeps the server from delivering again what is still held here, running or waiting: `working` restarts the whole
 * deadline, and is sent every third of it.
 */
export class KeepAlive {
  readonly #acknowledger: Acknowledger;
  readonly #held: ReadonlySet<Delivery>;
  #timer: NodeJS.Timeout | undefined;
  #everyMs = 0;

  constructor(acknowledger: Acknowledger, held: ReadonlySet<Delivery>) {
    this.#acknowledger = acknowledger;
    this.#held = held;
  }

  start(ackWaitMs: number): void {
    const everyMs = Math.max(10, Math.floor(ackWaitMs / 3));
    if (everyMs === this.#everyMs) return;
    this.stop();
    this.#everyMs = everyMs;
    this.#timer = setInterval(() => {
      if (this.#held.size > 0) void this.#acknowledger.working(this.#held);
    }, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#everyMs = 0;
  }
}
