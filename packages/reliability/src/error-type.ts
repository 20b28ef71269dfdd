/** The three classes of failed work; `Outcome` says what each leads to. */
export const ERROR_TYPES = ['transient', 'permanent', 'poison'] as const;
/** One of `ERROR_TYPES`. */
export type ErrorType = (typeof ERROR_TYPES)[number];

/** How an error is classed: one of the three, or that what the work needs cannot be reached at all. */
export type ErrorClass = 'unavailable' | ErrorType;
