import type { Database, RowDataPacket } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';
import type { BatchWish, LeftRow, TableBatch } from './batch.ts';
import { rotateDeliveries } from './rotate-deliveries.ts';
import { rotatePlainSuppressions } from './rotate-plain-suppressions.ts';
import { rotateRequests } from './rotate-requests.ts';
import { rotateSuppressions } from './rotate-suppressions.ts';
import { rotateUsers } from './rotate-users.ts';

type Rotate = (db: Database, keyring: Keyring, wish: BatchWish) => Promise<TableBatch>;

/** In this order: the old addresses of deliveries go to requests. */
const TABLES = {
  email_deliveries: rotateDeliveries,
  prime_checks: rotateRequests,
  users: rotateUsers,
  mail_suppressions_plain: rotatePlainSuppressions,
  mail_suppressions: rotateSuppressions,
} as const satisfies Record<string, Rotate>;
type RotatedTable = keyof typeof TABLES;
const NAMES = Object.keys(TABLES) as readonly RotatedTable[];

export interface RotationWish {
  /** Where the batch before ended; without it rotation begins anew. */
  readonly cursor?: string | undefined;
  /** How many rows are looked at. */
  readonly limit: number;
  readonly dryRun: boolean;
}

export interface Rotation extends Omit<TableBatch, 'left' | 'last'> {
  readonly table: RotatedTable;
  readonly left: readonly (LeftRow & { readonly table: RotatedTable })[];
  readonly totalEstimate: number;
  /** `undefined` at the end. */
  readonly nextCursor: string | undefined;
}

/**
 * Seals one batch of addresses under the current key: by primary key, in short transactions, without a state of its own.
 * Whatever is written meanwhile stays as it was written, and what is sealed already is left alone: a rotation may be broken
 * off and begun anew at any time. Every process has to seal by the current key before it begins, or rows that another
 * writes behind it are missed. Returns `undefined` for a cursor that is none; throws `DatabaseError`.
 */
export async function rotateKeys(db: Database, keyring: Keyring, wish: RotationWish): Promise<Rotation | undefined> {
  const place = parseCursor(wish.cursor);
  if (place === undefined) return undefined;
  const { table, after } = place;
  const { left, last, ...counts } = await TABLES[table](db, keyring, { ...wish, after });
  return {
    ...counts,
    table,
    left: left.map((row) => ({ ...row, table })),
    totalEstimate: await estimateRows(db),
    nextCursor: nextCursor(table, last),
  };
}

function parseCursor(cursor = `${NAMES[0]}:`): { table: RotatedTable; after: string } | undefined {
  const colon = cursor.indexOf(':');
  const table = NAMES.find((name) => name === cursor.slice(0, colon));
  const after = cursor.slice(colon + 1);
  // Ids and indexes, which are hexadecimal; or the beginning of the table.
  return table === undefined || !/^[0-9a-f-]{0,64}$/u.test(after) ? undefined : { table, after };
}

function nextCursor(table: RotatedTable, last: string | undefined): string | undefined {
  if (last !== undefined) return `${table}:${last}`;
  const next = NAMES[NAMES.indexOf(table) + 1];
  return next === undefined ? undefined : `${next}:`;
}

/** What the server remembers of its tables' sizes, which may be a day old. */
async function estimateRows(db: Database): Promise<number> {
  return db.withConnection(async (connection) => {
    const [[row]] = await connection.query<(RowDataPacket & { n: string | number | null })[]>(
      `SELECT SUM(TABLE_ROWS) AS n FROM information_schema.TABLES
       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (?)`,
      [NAMES],
    );
    return Number(row?.n ?? 0);
  });
}
