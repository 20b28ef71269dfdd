/** Deletes one batch in a transaction of its own at each step, and says how many rows that were. */
export type Batches = AsyncGenerator<number, void>;
