import type { Database, RowDataPacket } from '@ballast/database';
import { PAGE_DEADLINE_MS, PAGE_ROWS, UNFINISHED_MS, type WalkOptions } from './walk.ts';

/** Columns of before addresses were sealed: nothing writes them any more, `ballast keys rotate` empties them. */
const COLUMNS = [
  { table: 'prime_checks', column: 'email' },
  { table: 'email_deliveries', column: 'recipient' },
] as const;

const LOOK_MS = 1_000;
const MINUTE_MS = 60_000;

interface PageRow extends RowDataPacket {
  n: number | string;
  last: string | null;
  plain: number | string | null;
}

/** How far a table was walked, by its primary key: behind `after` nothing is known, before it nothing is plain. */
interface Walk {
  readonly table: string;
  readonly column: string;
  after: string;
  isPlain: boolean;
}

/**
 * Which columns still hold addresses in plain text. A walk stands still at the first row that does until that is sealed,
 * and at a table's end, where new rows come: what was walked once is not read again while the process lives.
 */
export class PlainAddresses {
  readonly #db: Database;
  readonly #options: Required<WalkOptions>;
  readonly #walks: readonly Walk[] = COLUMNS.map((one) => ({ ...one, after: '', isPlain: false }));
  #areSuppressionsPlain = false;

  constructor(db: Database, { pageRows = PAGE_ROWS, lookMs = LOOK_MS }: WalkOptions = {}) {
    this.#db = db;
    this.#options = { pageRows, lookMs };
  }

  /** What was found by now, such as `prime_checks.email`. */
  found(): readonly string[] {
    const columns = this.#walks.filter(({ isPlain }) => isPlain).map(({ table, column }) => `${table}.${column}`);
    return this.#areSuppressionsPlain ? [...columns, 'mail_suppressions_plain.address'] : columns;
  }

  /** Looks for a second or two at most; returns after how many ms to look again. Throws `DatabaseError`. */
  async look(): Promise<number> {
    const [row] = await this.#read('SELECT EXISTS (SELECT 1 FROM mail_suppressions_plain) AS plain', []);
    this.#areSuppressionsPlain = Number(row?.plain) === 1;
    const endsAt = performance.now() + this.#options.lookMs;
    let isWhole = true;
    // A page of each at least, so that each comes to an end however little time there is.
    for (const walk of this.#walks) isWhole = (await this.#goOn(walk, endsAt)) && isWhole;
    return isWhole ? MINUTE_MS : UNFINISHED_MS;
  }

  /** Whether it stands still for now. */
  async #goOn(walk: Walk, endsAt: number): Promise<boolean> {
    const { table, column } = walk;
    const { pageRows } = this.#options;
    do {
      const [row] = await this.#read(
        `SELECT COUNT(*) AS n, MAX(page.id) AS last, MAX(page.is_plain) AS plain
         FROM (SELECT id, ${column} IS NOT NULL AS is_plain FROM ${table} WHERE id > ? ORDER BY id LIMIT ?) AS page`,
        [walk.after, pageRows],
      );
      walk.isPlain = Number(row?.plain ?? 0) === 1;
      if (walk.isPlain) return true;
      walk.after = row?.last ?? walk.after;
      if (Number(row?.n ?? 0) < pageRows) return true;
    } while (performance.now() < endsAt);
    return false;
  }

  #read(sql: string, values: unknown[]): Promise<PageRow[]> {
    return this.#db.withConnection(
      async (connection) => {
        const [rows] = await connection.query<PageRow[]>(sql, values);
        return rows;
      },
      { deadlineMs: PAGE_DEADLINE_MS },
    );
  }
}
