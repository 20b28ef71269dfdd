export interface Tally {
  readonly passed: number;
  /** What failed, a line each. */
  readonly failures: readonly string[];
}

export function sumTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failures: tallies.flatMap(({ failures }) => failures),
  };
}

/** The one line that ends a run; programs read it. */
export function formatTally({ passed, failures }: Tally): string {
  return `${passed} passed, ${failures.length} failed`;
}
