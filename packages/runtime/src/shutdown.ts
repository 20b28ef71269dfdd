import { setTimeout } from 'node:timers/promises';
import type { Logger } from '@ballast/telemetry';
import type { Health } from './health.ts';
import type { Lifecycle } from './lifecycle.ts';

export interface ShutdownOptions {
  readonly logger: Logger;
  readonly life: Lifecycle;
  readonly health: Health;
  readonly graceMs: number;
}

/** How long a start may go on after the process was told to end, before what it has opened so far is closed. */
const START_GRACE_MS = 2_000;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * The end of a process. running -> (signal, failure) -> draining -> exit. The first reason decides the exit code, save
 * that a failure while draining makes it 1; a signal while draining ends the process at once.
 */
export class Shutdown {
  readonly #options: ShutdownOptions;
  readonly #controller = new AbortController();
  #started: Promise<unknown> = Promise.resolve();
  #exitCode = 0;

  constructor(options: ShutdownOptions) {
    this.#options = options;
  }

  /** Aborted when draining begins. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Hears signals and uncaught errors from now on. */
  listen(): void {
    for (const name of SIGNALS) process.on(name, () => this.#onSignal(name));
    process.on('uncaughtException', (error) => this.fail(error, 'uncaught exception'));
    process.on('unhandledRejection', (reason) => this.fail(reason, 'unhandled rejection'));
  }

  /**
   * What should be over before anything is closed. A start that waits for a server and does not hear the signal is left
   * behind: what it opens from then on ends with the process.
   */
  startedBy(started: Promise<unknown>): void {
    this.#started = started;
  }

  /** Logs why, drains, exits 1. */
  fail(error: unknown, what: string): void {
    this.#exitCode = 1;
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.logger.fatal({ err: error }, `${what}: ${reason}`);
    this.#drain();
  }

  #onSignal(name: string): void {
    const { logger } = this.#options;
    if (this.signal.aborted) {
      logger.warn(`${name} again: exiting at once`);
      process.exit(1);
    }
    logger.info(`${name}: draining`);
    this.#drain();
  }

  #drain(): void {
    if (this.signal.aborted) return;
    const { health, graceMs } = this.#options;
    health.drain();
    globalThis.setTimeout(() => this.#giveUp(), graceMs);
    this.#controller.abort();
    void this.#close();
  }

  async #close(): Promise<void> {
    const { life, logger } = this.#options;
    await Promise.race([this.#started.catch(() => undefined), setTimeout(START_GRACE_MS)]);
    // Each failed closer has been logged by the lifecycle.
    await life.close().catch(() => {
      this.#exitCode = 1;
    });
    logger.info({ exit_code: this.#exitCode }, 'stopped');
    process.exit(this.#exitCode);
  }

  #giveUp(): void {
    const { logger, life, graceMs } = this.#options;
    const waitingFor = life.closing ?? 'the start to end';
    logger.error({ waiting_for: waitingFor }, `not drained after ${graceMs / 1_000} s, waiting for ${waitingFor}`);
    process.exit(1);
  }
}
