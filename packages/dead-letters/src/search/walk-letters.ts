import type { Database, RowDataPacket } from '@ballast/database';
import type { SearchPlan } from './search-plan.ts';
import { and, type Sql, sql, TRUE } from './sql.ts';

type Connection = Parameters<Parameters<Database['withConnection']>[0]>[0];

/** Ids that one statement looks at; the next looks at so many that it takes about `STEP_MS`. */
const FIRST_WINDOW = 10_000;
const MIN_WINDOW = 1_000;
const STEP_MS = 25;
/** Rows that one statement reads. */
const MAX_CHUNK = 2_000;

export interface Step<Row> {
  /** What fits, newest first. */
  readonly rows: readonly Row[];
  /** Every letter of this id and above was looked at; `undefined` when all were. */
  readonly reached: string | undefined;
}

interface IdRow extends RowDataPacket {
  id: number | string;
}

/**
 * Walks the letters that a plan may find, newest first, from the ids below `before`. Each step is one or two statements of
 * bounded work, so that a caller can stop in between; `chunk` is how many letters the first step looks for.
 */
export async function* walkLetters<Row extends IdRow>(
  connection: Connection,
  plan: SearchPlan,
  columns: string,
  { before, chunk }: { before: string | undefined; chunk: number },
): AsyncGenerator<Step<Row>> {
  const range = plan.isWindowed ? await readRange(connection) : undefined;
  let top = before === undefined ? range?.above : BigInt(before);
  if (range !== undefined && top !== undefined && top > range.above) top = range.above;
  let window = FIRST_WINDOW;
  let size = Math.min(chunk, MAX_CHUNK);

  while (true) {
    if (range !== undefined && (top ?? 0n) <= range.first) return;
    const bottom = range === undefined || top === undefined ? undefined : top - BigInt(window);
    const began = performance.now();
    const ids = await findCandidates(connection, plan, { top, bottom, limit: size });
    const ms = performance.now() - began;
    const rows = ids.length === 0 ? [] : await readRows<Row>(connection, plan, columns, ids);

    const last = ids.at(-1);
    if (ids.length === size && last !== undefined) top = BigInt(last);
    else if (range === undefined || bottom === undefined || bottom <= range.first) top = undefined;
    else top = bottom;
    yield { rows, reached: top?.toString() };
    if (top === undefined) return;

    size = Math.min(size * 2, MAX_CHUNK);
    window = Math.max(MIN_WINDOW, Math.round(window * Math.min(4, STEP_MS / ms)));
  }
}

async function readRange(connection: Connection): Promise<{ first: bigint; above: bigint }> {
  const [[row]] = await connection.query<RowDataPacket[]>(
    'SELECT MIN(id) AS first, MAX(id) AS last FROM dead_letter_messages',
  );
  return { first: BigInt(row?.first ?? 1), above: BigInt(row?.last ?? 0) + 1n };
}

async function findCandidates(
  connection: Connection,
  { index, may }: SearchPlan,
  { top, bottom, limit }: { top: bigint | undefined; bottom: bigint | undefined; limit: number },
): Promise<(number | string)[]> {
  const where = and(
    top === undefined ? TRUE : sql('m.id < ?', top.toString()),
    bottom === undefined ? TRUE : sql('m.id >= ?', bottom.toString()),
    may,
  );
  const [rows] = await connection.query<IdRow[]>(
    `SELECT m.id FROM dead_letter_messages AS m FORCE INDEX (${index}) WHERE ${where.text} ORDER BY m.id DESC LIMIT ?`,
    [...where.values, limit],
  );
  return rows.map(({ id }) => id);
}

async function readRows<Row extends IdRow>(
  connection: Connection,
  { exact = TRUE }: SearchPlan,
  columns: string,
  ids: readonly (number | string)[],
): Promise<Row[]> {
  if (exact === TRUE && columns === 'm.id') return ids.map((id) => ({ id }) as Row);
  const where: Sql = and(sql('m.id IN (?)', ids as never), exact);
  const [rows] = await connection.query<Row[]>(
    `SELECT ${columns} FROM dead_letter_messages AS m FORCE INDEX (PRIMARY) WHERE ${where.text} ORDER BY m.id DESC`,
    [...where.values],
  );
  return rows;
}
