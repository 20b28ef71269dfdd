/** Counters that only grow, at a moment in epoch milliseconds. One that could not be read is left out. */
export interface Sample {
  readonly at: number;
  readonly counters: Readonly<Record<string, number | undefined>>;
}

/** Long enough to smooth what comes in batches, short enough to be now. */
const WINDOW_MS = 10_000;

/** The samples with one more, and without those that are no longer of now; one is kept to measure from. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.filter(({ at }) => sample.at - at <= WINDOW_MS), sample];
}

/** How much a counter grows in a second; undefined while that is not known. One that was set back begins anew. */
export function rateOf(samples: readonly Sample[], counter: string): number | undefined {
  const known = samples.flatMap(({ at, counters: { [counter]: count } }) =>
    count === undefined ? [] : [{ at, count }],
  );
  const last = known.at(-1);
  const fall = known.findLastIndex(({ count }, place) => count < (known[place - 1]?.count ?? 0));
  const first = known[Math.max(0, fall)];
  if (first === undefined || last === undefined || first === last) return undefined;
  return (last.count - first.count) / ((last.at - first.at) / 1_000);
}
