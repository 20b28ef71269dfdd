/** How far a look goes that walks through tables by their primary keys, so that none of it takes long. */
export interface WalkOptions {
  /** Rows of one query. */
  readonly pageRows?: number;
  /** A look ends after this time, at the next page, and the next look goes on where it ended. */
  readonly lookMs?: number;
}

/** Of one query, unless told otherwise. */
export const PAGE_ROWS = 10_000;
export const PAGE_DEADLINE_MS = 5_000;
/** After how long a look that ended early goes on. */
export const UNFINISHED_MS = 1_000;
