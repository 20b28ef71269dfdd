import { listSubjects } from '@ballast/outbox';
import { type DrainEnd, type DrainLimits, type DrainPorts, drainSubject } from './drain-subject.ts';
import { subjectLabel } from './relay-metrics.ts';

export interface RelayLimits extends DrainLimits {
  /** Subjects drained at once; each holds one database connection. */
  readonly maxDrains: number;
}

export interface PassResult {
  /** Drains that this pass began. */
  readonly started: number;
  /** Drains under way, those begun earlier included. */
  readonly draining: number;
}

interface Drain {
  /** Rows of the subject were seen while it was drained: its last claim may have come before them. */
  dueAgain: boolean;
  readonly ended: Promise<void>;
}

/**
 * Moves what is due from the outbox into the broker. A pass looks which subjects have rows due and begins a drain for
 * each that has none; it does not wait for them, so a subject that hangs or has a long backlog keeps no other waiting.
 *
 *     subject: idle -> pass() -> draining -> empty: idle
 *                                         -> paused: waits, then a later pass probes
 *                                         -> turn over: idle, and a pass is asked for at once
 */
export class Relay {
  readonly #ports: DrainPorts;
  readonly #limits: RelayLimits;
  readonly #requestPass: () => void;
  readonly #drains = new Map<string, Drain>();
  readonly #stopping = new AbortController();
  /** A subject could not be begun because too many were being drained. */
  #isRoomWanted = false;

  /** `requestPass` is called when a drain has made room and there may be more to do. */
  constructor(ports: DrainPorts, limits: RelayLimits, requestPass: () => void) {
    this.#ports = ports;
    this.#limits = limits;
    this.#requestPass = requestPass;
  }

  /** Looks once. Throws DatabaseError when the outbox cannot be read; what is being drained goes on. */
  async pass(): Promise<PassResult> {
    const { metrics, pauses, onProgress } = this.#ports;
    const startedAt = performance.now();
    const due = await listSubjects(this.#ports.db);
    metrics.passSeconds.observe((performance.now() - startedAt) / 1000);
    metrics.lastPass.set(Date.now() / 1000);
    // Another publisher may have stored what a subject paused for: without rows nothing would ever end its pause.
    pauses.endIdle(new Set([...due.map(({ subject }) => subject), ...this.#drains.keys()]));
    metrics.paused.set(pauses.list().length);
    onProgress();

    let started = 0;
    for (const { subject } of due) {
      const running = this.#drains.get(subject);
      if (running !== undefined) {
        running.dueAgain = true;
      } else if (!this.#stopping.signal.aborted && !pauses.isWaiting(subject)) {
        if (this.#drains.size < this.#limits.maxDrains) started += this.#start(subject);
        else this.#isRoomWanted = true;
      }
    }
    return { started, draining: this.#drains.size };
  }

  /** Resolves when no drain is under way. */
  async settled(): Promise<void> {
    while (this.#drains.size > 0) await Promise.all([...this.#drains.values()].map((drain) => drain.ended));
  }

  /** Begins no more batches, and resolves when those under way are over: within the claim's deadline. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
  }

  #start(subject: string): 1 {
    const drain: Drain = { dueAgain: false, ended: this.#drain(subject, () => takeDueAgain(drain)) };
    this.#drains.set(subject, drain);
    return 1;
  }

  async #drain(subject: string, dueAgain: () => boolean): Promise<void> {
    // Lets #start enter the drain into the map before it can end.
    await Promise.resolve();
    let end: DrainEnd = 'paused';
    try {
      end = await drainSubject(this.#ports, subject, this.#limits, dueAgain, this.#stopping.signal);
    } catch (error) {
      this.#onFailure(subject, error);
    }
    this.#drains.delete(subject);
    if (end === 'turn_over' || dueAgain() || this.#isRoomWanted) this.#requestPass();
    this.#isRoomWanted = false;
  }

  /** The database's failure, or a bug: either way the rows are as they were, and the subject tries again later. */
  #onFailure(subject: string, error: unknown): void {
    const { pauses, metrics, logger } = this.#ports;
    const { pause, isNews } = pauses.pause(subject, 'relay_error', false);
    metrics.pauses.inc({ subject: subjectLabel(subject), reason: 'relay_error' });
    const context = { subject, err: error, delay_ms: pause.delayMs };
    logger[isNews ? 'error' : 'debug'](context, `a batch of ${subject} failed and will be tried again`);
  }
}

function takeDueAgain(drain: Drain): boolean {
  const { dueAgain } = drain;
  drain.dueAgain = false;
  return dueAgain;
}
