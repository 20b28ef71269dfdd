import { setTimeout as pause } from 'node:timers/promises';

const TICK_MS = 5;
/** Timers are always a little late, which lengthens nothing; what is later than this stood still. */
const STALL_MS = 10;

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * How long something waited for others, as opposed to for this process: a timer ticks beside it, and by how much the ticks
 * came late while it waited is the event loop's own delay (this process at work, or the machine busy with others), which
 * nobody could have answered within.
 */
export class WaitMeter {
  readonly #late: { readonly at: number; readonly by: number }[] = [];
  readonly #waits: Span[] = [];
  #last = performance.now();
  readonly #ticking = setInterval(() => this.#tick(), TICK_MS);

  async measure<T>(work: () => Promise<T>): Promise<T> {
    const from = performance.now();
    try {
      return await work();
    } finally {
      this.#waits.push({ from, to: performance.now() });
    }
  }

  /** The waits of what began within a span, in ms. */
  async waits(within: Span = { from: 0, to: Number.POSITIVE_INFINITY }): Promise<number[]> {
    // The tick after the last wait tells how late the loop was during it.
    await pause(2 * TICK_MS);
    return this.#waits.filter(({ from }) => from >= within.from && from < within.to).map((span) => this.#net(span));
  }

  /** How long one thing took, which is not among the waits. */
  async time(work: () => Promise<unknown>): Promise<number> {
    const from = performance.now();
    await work();
    const to = performance.now();
    await pause(2 * TICK_MS);
    return this.#net({ from, to });
  }

  stop(): void {
    clearInterval(this.#ticking);
  }

  #tick(): void {
    const now = performance.now();
    const by = now - this.#last - TICK_MS;
    if (by > STALL_MS) this.#late.push({ at: now, by });
    this.#last = now;
  }

  #net({ from, to }: Span): number {
    return Math.max(0, to - from - this.#delayWithin({ from, to }));
  }

  /** A tick that was late by 30 ms says that the loop stood still in the 30 ms before it. */
  #delayWithin({ from, to }: Span): number {
    let delay = 0;
    for (const { at, by } of this.#late) delay += Math.max(0, Math.min(at, to) - Math.max(at - by, from));
    return delay;
  }
}
