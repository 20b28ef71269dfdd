/** Turns totals that somebody else counts into steps for a counter of ours. */
export class FollowedTotals {
  readonly #last = new Map<string, number>();

  /** What was added since the last call of that name: 0 at the first, all of it when the total began anew. */
  growth(name: string, total: number): number {
    const last = this.#last.get(name);
    this.#last.set(name, total);
    if (last === undefined) return 0;
    return total >= last ? total - last : total;
  }
}
