import type { PauseReason } from './publish-failure.ts';

export interface Pause {
  readonly subject: string;
  readonly reason: PauseReason;
  /** Since when nothing got through. */
  readonly since: Date;
  /** The present wait, in ms. */
  readonly delayMs: number;
}

interface PauseState extends Pause {
  /** As `performance.now()` counts. */
  readonly probeAtMs: number;
  readonly isNews: boolean;
}

export interface PauseChange {
  readonly pause: Pause;
  /** Whether it is worth a line in the log: a subject on the edge of a full stream stops and goes several times a second. */
  readonly isNews: boolean;
}

const FIRST_MS = 250;
const LONGEST_MS = 5_000;
const NEWS_EVERY_MS = 10_000;

/**
 * Which subjects stand still, and until when.
 *
 *     flowing -> pause() -> waiting -> (delay over, resumeAll()) -> probing -> flow() -> flowing
 *                              ^------------- pause(), a longer wait ---------|
 *                                                                             '-> endIdle() -> flowing
 */
export class SubjectPauses {
  readonly #pauses = new Map<string, PauseState>();
  readonly #lastNewsMs = new Map<string, number>();
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Stops a subject. The wait doubles from 250 ms to 5 s while nothing gets through, and starts anew when something did. */
  pause(subject: string, reason: PauseReason, somethingGotThrough: boolean): PauseChange {
    const before = this.#pauses.get(subject);
    const isStuck = before !== undefined && !somethingGotThrough;
    const delayMs = isStuck ? Math.min(before.delayMs * 2, LONGEST_MS) : FIRST_MS;
    // Up to a fifth shorter, so that several publishers do not all probe at the same moment.
    const probeAtMs = performance.now() + delayMs * (1 - this.#random() / 5);
    const since = isStuck ? before.since : new Date();
    const isNews = before === undefined && this.#isNews(subject);
    this.#pauses.set(subject, { subject, reason, since, delayMs, probeAtMs, isNews: before?.isNews ?? isNews });
    return { pause: { subject, reason, since, delayMs }, isNews };
  }

  /** The subject flows. Returns the pause that is thereby over, if there was one. */
  flow(subject: string): PauseChange | undefined {
    const pause = this.#pauses.get(subject);
    if (pause === undefined) return undefined;
    this.#pauses.delete(subject);
    return { pause, isNews: pause.isNews };
  }

  isWaiting(subject: string): boolean {
    const pause = this.#pauses.get(subject);
    return pause !== undefined && performance.now() < pause.probeAtMs;
  }

  /** How long until the subject may probe, in ms; 0 when it may now. */
  probeInMs(subject: string): number {
    return Math.max(0, (this.#pauses.get(subject)?.probeAtMs ?? 0) - performance.now());
  }

  /** Whether the next batch is a probe: one row, whose fate decides. */
  isProbing(subject: string): boolean {
    return this.#pauses.has(subject);
  }

  /** Ends the pauses whose wait is over and that have nothing to probe with: of all but the `busy` subjects. */
  endIdle(busy: ReadonlySet<string>): void {
    for (const { subject } of this.list()) {
      if (!busy.has(subject) && !this.isWaiting(subject)) this.#pauses.delete(subject);
    }
  }

  /** Lets every subject probe now: something was repaired. */
  resumeAll(): void {
    for (const pause of this.#pauses.values()) this.#pauses.set(pause.subject, { ...pause, probeAtMs: 0 });
  }

  /** How long until the next subject may probe, in ms; `undefined` when none waits. */
  nextProbeMs(): number | undefined {
    const now = performance.now();
    const waits = [...this.#pauses.values()].map(({ probeAtMs }) => probeAtMs - now).filter((ms) => ms > 0);
    return waits.length === 0 ? undefined : Math.min(...waits);
  }

  /** Every subject that does not flow. */
  list(): readonly Pause[] {
    return [...this.#pauses.values()];
  }

  #isNews(subject: string): boolean {
    const now = performance.now();
    if (now - (this.#lastNewsMs.get(subject) ?? Number.NEGATIVE_INFINITY) < NEWS_EVERY_MS) return false;
    this.#lastNewsMs.set(subject, now);
    return true;
  }
}
