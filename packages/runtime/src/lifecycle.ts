import type { Logger } from '@ballast/telemetry';
import { RuntimeError } from './runtime-error.ts';

type Close = (resource: never) => unknown;

/** Anything that can be closed by its own `close`. */
export interface Closable {
  close(): unknown;
}

interface Closer {
  readonly name: string;
  readonly close: () => unknown;
}

/**
 * What a process has opened, closed in reverse order. Register in the statement that opens:
 * `const db = await life.use(openDatabase(...))`.
 *
 * open -> close() -> closing -> closed. Closers run one after another, each once, all of them even when one fails. What
 * is registered while closing is closed in its turn (next); what is registered once closed is closed at once and refused.
 */
export class Lifecycle {
  #closers: Closer[] = [];
  #state: 'open' | 'closing' | 'closed' = 'open';
  #closing: Promise<void> | undefined;
  #current: string | undefined;
  readonly #logger: Logger | undefined;

  constructor(logger?: Logger) {
    this.#logger = logger;
  }

  /**
   * Takes charge of a resource and returns it; given a promise, of what that resolves to. `close` may be left out when the
   * resource closes itself. Throws RuntimeError `lifecycle_closed`, and closes the resource, when all is closed already.
   */
  use<T extends Closable | Promise<Closable>>(resource: T): T;
  use<T>(resource: T, close: (resource: Awaited<T>) => unknown, name?: string): T;
  use(resource: unknown, close: Close = closeItself, name?: string): unknown {
    if (resource instanceof Promise) return resource.then((opened) => this.#take(opened, close, name));
    return this.#take(resource, close, name);
  }

  /** Registers something to be done when its turn in the closing order comes. */
  defer(name: string, fn: () => unknown): void {
    if (this.#state === 'closed') throw this.#refusal(name);
    this.#closers.push({ name, close: fn });
  }

  /**
   * Closes everything, last opened first. Calling it again gives the same promise. Rejects with RuntimeError
   * `close_failed`, after the last closer, when any of them failed; the cause is an AggregateError of all failures.
   */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  /** The closer at work, for the message that says what a shutdown is waiting for. */
  get closing(): string | undefined {
    return this.#current;
  }

  #take(resource: unknown, close: Close, name = nameOf(resource)): unknown {
    if (this.#state !== 'closed') {
      this.#closers.push({ name, close: () => close(resource as never) });
      return resource;
    }
    // Opened too late: nobody will close it any more, so it is closed here and its opener is told.
    const failed = (error: unknown) => this.#logger?.error({ err: error, closer: name }, 'closing failed');
    void Promise.resolve()
      .then(() => close(resource as never))
      .catch(failed);
    throw this.#refusal(name);
  }

  async #closeAll(): Promise<void> {
    this.#state = 'closing';
    const failures: unknown[] = [];
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) {
      this.#current = closer.name;
      try {
        await closer.close();
      } catch (error) {
        failures.push(error);
        this.#logger?.error({ err: error, closer: closer.name }, 'closing failed');
      }
    }
    this.#current = undefined;
    this.#state = 'closed';
    if (failures.length > 0) {
      const cause = new AggregateError(failures, 'closers failed');
      throw new RuntimeError('close_failed', `${failures.length} of the closers failed`, { cause });
    }
  }

  #refusal(name: string): RuntimeError {
    return new RuntimeError('lifecycle_closed', `${name} was opened after everything had been closed`);
  }
}

function closeItself(resource: Closable): unknown {
  return resource.close();
}

function nameOf(resource: unknown): string {
  const name = (resource as { constructor?: { name?: string } } | null | undefined)?.constructor?.name;
  return name === undefined || name === 'Object' ? 'resource' : name;
}
