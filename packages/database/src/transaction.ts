import type { PoolConnection } from 'mysql2/promise';

declare const IN_TRANSACTION: unique symbol;

/**
 * A connection inside a transaction. Whatever writes takes one as its first argument, so that it cannot be called
 * outside of a transaction by mistake. Its calls reject with `DatabaseError`, also when the transaction is over.
 */
export type Tx = PoolConnection & { readonly [IN_TRANSACTION]: true };
