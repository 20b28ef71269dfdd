import type { Tx } from '@ballast/database';

/** A connection to read on, in a transaction or not. */
export type Queryable = Pick<Tx, 'query'>;
