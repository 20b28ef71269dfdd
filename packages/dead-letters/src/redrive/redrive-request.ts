import type { RedriveJob, Refusal } from '@ballast/contracts/operators';

/** Which letters: named one by one (a letter's id in digits, or a message's id), or all pending ones that a search finds now. */
export type Selection = { readonly ids: readonly string[] } | { readonly query: string };

/** Letters that one act may take from a search. */
export const MAX_SELECTED = 100_000;

/** The waves before the rest, where nothing else is said. */
export const CANARY_WAVES: readonly number[] = [1, 5, 25];

/** How a job goes about it; each has a default. */
export interface RedriveSettings {
  /** Sends a second at most (10). */
  readonly ratePerSecond?: number | undefined;
  /** Seconds before the first is sent (0). */
  readonly delaySeconds?: number | undefined;
  /** Sizes of the waves before the rest ([1, 5, 25]); `[]` sends all in one. */
  readonly waves?: readonly number[] | undefined;
  /** The share of a wave that may fail, 0 to 1 (0.2). */
  readonly failureThreshold?: number | undefined;
  /** How long a wave waits for its outcomes after its last send (60). */
  readonly waveDeadlineSeconds?: number | undefined;
  /** Poison and what waits elsewhere is sent as well; never against the compare-and-set. */
  readonly force?: boolean | undefined;
}

/** Which letters to redrive and how, who says so and why. */
export interface RedriveRequest extends RedriveSettings {
  readonly selection: Selection;
  /** The audited name: of a person's key, or `rule:<name>`. */
  readonly operator: string;
  readonly reason: string;
  /** The rule that asks, by name. */
  readonly rule?: string | undefined;
}

/** What became of a request to redrive. */
export interface CreatedJob {
  /** `undefined` when everything was refused. */
  readonly job: RedriveJob | undefined;
  /** The references as they were given; letters' ids where a search chose them. */
  readonly accepted: readonly string[];
  readonly refused: readonly Refusal[];
}
