/** setTimeout takes no longer wait; a larger number would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A pause that can be ended early. A wake-up that comes while nobody sleeps ends the next pause. */
export class Sleeper {
  #woken = false;
  #cancelled = false;
  #end: (() => void) | undefined;
  #deaf = false;

  /** Ends the present pause once its `atLeastMs` are over. */
  wake(): void {
    this.#woken = true;
    if (!this.#deaf) this.#end?.();
  }

  /** Ends the present pause and every later one at once. */
  cancel(): void {
    this.#cancelled = true;
    this.#end?.();
  }

  /** Waits `ms`, or until woken, `atLeastMs` in any case. Even a pause of 0 lets other work of the process have its turn. */
  async sleep(ms: number, atLeastMs = 0): Promise<void> {
    this.#deaf = true;
    await this.#timer(atLeastMs);
    this.#deaf = false;
    if (!this.#woken) await this.#timer(Math.min(ms, LONGEST_TIMER_MS) - atLeastMs);
    this.#woken = false;
    await new Promise((resolve) => setImmediate(resolve));
  }

  async #timer(ms: number): Promise<void> {
    if (this.#cancelled || !(ms > 0)) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#end = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    this.#end = undefined;
  }
}
