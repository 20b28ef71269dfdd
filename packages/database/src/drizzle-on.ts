import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2';
import type { Connection, Pool } from 'mysql2/promise';

/** A drizzle handle on a given connection (or transaction): its statements run there and nowhere else. */
export function drizzleOn(connection: Connection | Pool): MySql2Database {
  return drizzle(connection);
}
