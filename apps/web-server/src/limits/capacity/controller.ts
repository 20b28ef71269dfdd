/**
 * What the system says about its load; `undefined` where it could not be read. Each value is the same for all instances:
 * they share one bucket, and one that followed a load of its own would take the others' share. That one instance alone has
 * too much to do is for it alone to refuse (security/pressure.ts).
 */
export interface Load {
  /** 99th percentile of the event loop's delay, in ms, of the instance where it is least: all of them are so late. */
  readonly eventLoopDelayMs: number | undefined;
  /** For how long the oldest request for a check has been due to be published. */
  readonly outboxAgeSeconds: number | undefined;
  /** Messages that no worker has taken yet. */
  readonly consumerLag: number | undefined;
}

export interface CapacityState {
  /** What the global limits are multiplied with. */
  readonly factor: number;
  /** Why it is not 1; in words, for operators. */
  readonly reasons: readonly string[];
  /** Since when every signal has been calm; `undefined` while one is not. */
  readonly calmSinceMs: number | undefined;
  /** Since when a signal cannot be read; those that can are not in it. */
  readonly unreadableSinceMs: Readonly<Partial<Record<keyof Load, number>>>;
}

interface Signal {
  readonly key: keyof Load;
  /** At this and above, less is let in. */
  readonly high: number;
  /** Below this it is calm. Between the two nothing changes: a value that swings around one threshold moves nothing. */
  readonly low: number;
  readonly say: (value: number) => string;
}

const SIGNALS: readonly Signal[] = [
  { key: 'eventLoopDelayMs', high: 200, low: 100, say: (ms) => `all event loops are ${Math.round(ms)} ms late` },
  { key: 'outboxAgeSeconds', high: 30, low: 10, say: (s) => `the oldest outbox row has waited ${Math.round(s)} s` },
  { key: 'consumerLag', high: 5_000, low: 1_000, say: (count) => `${count} messages wait for a worker` },
];

const LOWEST = 0.1;
const CUT = 0.7;
/** When a signal is twice what it may be. */
const DEEP_CUT = 0.5;
const RESTORE_STEP = 0.05;
/** How long all has to be calm before anything is given back. */
const CALM_MS = 30_000;
/** After so long without a value a signal is left out: the broker may be away for a day, and the others still say enough. */
const LEFT_OUT_MS = 180_000;

export const FULL_CAPACITY: CapacityState = {
  factor: 1,
  reasons: [],
  calmSinceMs: undefined,
  unreadableSinceMs: {},
};

/**
 * One step of the controller of the global limits, to be made every few seconds. Pure.
 *
 *   a signal at or above `high`        cut at once: by 0.7, or by 0.5 where it is twice that; never below 0.1
 *   every signal below `low` for 30 s  give back 0.05 a step, up to 1
 *   anything else                      hold; a signal that cannot be read holds as well, for three minutes
 *
 * From 0.1 to 1 it takes at least 18 steps; from 1 to 0.1 at most 7. That is on purpose: what is let in too early brings back what it
 * was cut for.
 */
export function nextCapacity(state: CapacityState, load: Load, nowMs: number): CapacityState {
  const unreadableSinceMs = unreadableSince(state, load, nowMs);
  const pressed = SIGNALS.flatMap((signal) => {
    const value = load[signal.key];
    return value !== undefined && value >= signal.high ? [{ signal, value }] : [];
  });
  if (pressed.length > 0) {
    const pressure = Math.max(...pressed.map(({ signal, value }) => value / signal.high));
    return {
      factor: rounded(Math.max(LOWEST, state.factor * (pressure >= 2 ? DEEP_CUT : CUT))),
      reasons: pressed.map(({ signal, value }) => signal.say(value)),
      calmSinceMs: undefined,
      unreadableSinceMs,
    };
  }
  const asked = SIGNALS.filter(({ key }) => nowMs - (unreadableSinceMs[key] ?? nowMs) < LEFT_OUT_MS);
  const isCalm = asked.length > 0 && asked.every(({ key, low }) => (load[key] ?? Number.POSITIVE_INFINITY) < low);
  if (!isCalm) return { ...state, calmSinceMs: undefined, unreadableSinceMs, reasons: heldReasons(state, load) };
  const calmSinceMs = state.calmSinceMs ?? nowMs;
  if (nowMs - calmSinceMs < CALM_MS) {
    const reasons = state.factor === 1 ? [] : ['all is calm, but not for long enough yet'];
    return { ...state, calmSinceMs, unreadableSinceMs, reasons };
  }
  const factor = rounded(Math.min(1, state.factor + RESTORE_STEP));
  return { factor, calmSinceMs, unreadableSinceMs, reasons: factor === 1 ? [] : ['it is given back step by step'] };
}

function unreadableSince(state: CapacityState, load: Load, nowMs: number): CapacityState['unreadableSinceMs'] {
  const unreadable = SIGNALS.filter(({ key }) => load[key] === undefined);
  return Object.fromEntries(unreadable.map(({ key }) => [key, state.unreadableSinceMs[key] ?? nowMs]));
}

/** While it is held: what is not calm yet, or what cannot be read. */
function heldReasons({ factor }: CapacityState, load: Load): string[] {
  if (factor === 1) return [];
  return SIGNALS.flatMap(({ key, low, say }) => {
    const value = load[key];
    if (value === undefined) return [`${NAMES[key]} cannot be read`];
    return value >= low ? [say(value)] : [];
  });
}

const NAMES: Readonly<Record<keyof Load, string>> = {
  eventLoopDelayMs: 'the delay of the event loops',
  outboxAgeSeconds: 'the age of the outbox',
  consumerLag: 'the backlog of the workers',
};

function rounded(factor: number): number {
  return Math.round(factor * 1_000) / 1_000;
}
