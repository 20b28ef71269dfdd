import { setTimeout as sleep } from 'node:timers/promises';
import { describeExit, type RunningProcess } from '@ballast/native-stack';
import { restartDelay, STABLE_AFTER_MS } from './backoff.ts';
import { identify } from './process-identity.ts';
import type { ProcessState } from './state-file.ts';

export interface ProcessDefinition {
  name: string;
  kind: ProcessState['kind'];
  port: number;
  /** Starts it once; a server's resolves when it answers, an app's when it runs. */
  launch: () => Promise<RunningProcess>;
  /** Awaited after the first launch only: a restarted app finds its own way back, and `status` shows how far it is. */
  awaitReady?: (running: RunningProcess) => Promise<void>;
}

export interface SupervisionEvents {
  /** The state has changed. */
  changed: () => void;
  /** Something a person wants to read. */
  note: (text: string) => void;
}

/** What passes between an end and the next start. */
export interface Time {
  /** Milliseconds, from any beginning. */
  now: () => number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const systemTime: Time = {
  now: () => performance.now(),
  pause: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/**
 * Keeps one process running: started -> running -> (ended) -> waiting -> started, until it is stopped.
 * Only the first start can fail to the caller; later ones are tried for ever, with growing pauses.
 */
export class SupervisedProcess {
  readonly #definition: ProcessDefinition;
  readonly #events: SupervisionEvents;
  readonly #time: Time;
  readonly #stopping = new AbortController();
  #running: RunningProcess | undefined;
  #watching: Promise<void> = Promise.resolve();
  #restarts = 0;

  constructor(definition: ProcessDefinition, events: SupervisionEvents, time = systemTime) {
    this.#definition = definition;
    this.#events = events;
    this.#time = time;
  }

  get state(): ProcessState {
    const { name, kind, port } = this.#definition;
    const process = this.#running === undefined ? null : identify(this.#running.pid);
    return { name, kind, port, process, restarts: this.#restarts };
  }

  /** Starts it and waits until it is ready. @throws what `launch` or `awaitReady` throws. */
  async start(): Promise<void> {
    const running = await this.#launch();
    await this.#definition.awaitReady?.(running);
    this.#watching = this.#watch(running);
  }

  /** Stops it for good, with its own grace; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.stop();
    await this.#watching;
    this.#ended();
  }

  /** As `stop`, without grace. */
  async kill(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.kill();
    await this.#watching;
    this.#ended();
  }

  async #launch(): Promise<RunningProcess> {
    this.#running = await this.#definition.launch();
    this.#events.changed();
    return this.#running;
  }

  async #watch(first: RunningProcess): Promise<void> {
    let running: RunningProcess | undefined = first;
    let attempt = 0;
    while (running !== undefined) {
      const startedAt = this.#time.now();
      const exit = await running.exited;
      if (this.#stopping.signal.aborted) return;
      this.#ended();
      if (this.#time.now() - startedAt > STABLE_AFTER_MS) attempt = 0;
      this.#events.note(`${this.#definition.name} ended (${describeExit(exit)}); starting it again`);
      [running, attempt] = await this.#relaunch(attempt);
    }
  }

  async #relaunch(firstAttempt: number): Promise<[RunningProcess | undefined, number]> {
    const { signal } = this.#stopping;
    for (let attempt = firstAttempt; ; attempt += 1) {
      await this.#time.pause(restartDelay(attempt), signal);
      if (signal.aborted) return [undefined, attempt];
      this.#restarts += 1;
      try {
        const running = await this.#launch();
        // Stopped while it was being launched: nobody else knows of it yet.
        if (signal.aborted) await running.stop();
        return [signal.aborted ? undefined : running, attempt + 1];
      } catch (error) {
        this.#events.note(`${this.#definition.name} could not be started again: ${describe(error)}`);
      }
    }
  }

  #ended(): void {
    this.#running = undefined;
    this.#events.changed();
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
