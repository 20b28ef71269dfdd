import type { TimelineEvent } from '@ballast/contracts/operators';

/** The height of the longest wait between two attempts; what is longer than any of these is drawn broken. */
const LONGEST_PX = 112;
const SHORTEST_PX = 6;
const BROKEN_PX = 40;

export interface Gap {
  readonly ms: number;
  readonly px: number;
  /** Too long to be drawn to the scale of the others. */
  readonly isBroken: boolean;
  /** Between two attempts of one delivery: what back-off waited. */
  readonly isBackOff: boolean;
}

/** The gap before each event; the first has none. Back-off gaps are all to one scale, and so is whatever is no longer than they. */
export function gapsOf(events: readonly TimelineEvent[]): readonly (Gap | undefined)[] {
  const spans = events.map((event, place) => spanBefore(events[place - 1], event));
  const longest = Math.max(0, ...spans.map((span) => (span?.isBackOff ? span.ms : 0)));
  return spans.map((span) => {
    if (span === undefined) return undefined;
    const isBroken = longest > 0 && span.ms > longest;
    const px = longest === 0 ? SHORTEST_PX : (span.ms / longest) * LONGEST_PX;
    return { ...span, isBroken, px: isBroken ? BROKEN_PX : Math.max(SHORTEST_PX, Math.round(px)) };
  });
}

function spanBefore(before: TimelineEvent | undefined, event: TimelineEvent) {
  if (before === undefined) return undefined;
  const ms = Math.max(0, Date.parse(event.at) - Date.parse(before.at));
  const isBackOff = isAttempt(before) && isAttempt(event) && before.generation === event.generation;
  return { ms, isBackOff };
}

function isAttempt({ kind }: TimelineEvent): boolean {
  return kind === 'attempt_failed' || kind === 'started' || kind === 'deferred';
}
