import type { Database, RowDataPacket } from '@ballast/database';
import { EncryptionError, type Keyring } from '@ballast/encryption';
import { PAGE_DEADLINE_MS, PAGE_ROWS, UNFINISHED_MS, type WalkOptions } from './walk.ts';

/** What is looked up by blind index: under a key that is missing nothing of it is found, and nothing says so. */
const SEALED = {
  users: { id: 'id', sealed: 'email_sealed' },
  mail_suppressions: { id: 'address_index', sealed: 'address_sealed' },
} as const;
type SealedTable = keyof typeof SEALED;
const TABLES = Object.keys(SEALED) as readonly SealedTable[];

const LOOK_MS = 5_000;
const HOUR_MS = 3_600_000;
/** While a key is missing: somebody seals its rows anew elsewhere, or deletes them. */
const WHILE_MISSING_MS = 60_000;

interface PageRow extends RowDataPacket {
  /** NULL for what is no sealed text. */
  key_id: string | null;
  n: number | string;
  last: string;
}

/** One walk through a table by its primary key. */
interface Pass {
  readonly table: SealedTable;
  after: string;
  readonly missing: Set<string>;
}

/**
 * Whether every key is here that users and suppressions are sealed by. Without one of them an address with an account
 * gets a second one, and who stopped mail gets mail: whoever does such a thing asks `assertComplete` before.
 */
export class KeyCheck {
  readonly #db: Database;
  readonly #keyring: Keyring;
  readonly #options: Required<WalkOptions>;
  /** What this round has still to walk through, the first one under way. */
  #passes: Pass[] = [];
  readonly #missing = new Map<SealedTable, ReadonlySet<string>>();
  #looking: Promise<number> | undefined;
  #hasLooked = false;

  constructor(db: Database, keyring: Keyring, { pageRows = PAGE_ROWS, lookMs = LOOK_MS }: WalkOptions = {}) {
    this.#db = db;
    this.#keyring = keyring;
    this.#options = { pageRows, lookMs };
  }

  /**
   * Looks at the rows of both tables, for a few seconds at most; returns after how many ms to look again. A key that is
   * missing counts at once, one that is there again when its table was walked to the end. Throws `DatabaseError`.
   */
  look(): Promise<number> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** @throws EncryptionError `unknown_key`; `DatabaseError` when nothing was looked at yet and cannot be now */
  async assertComplete(table: SealedTable): Promise<void> {
    if (!this.#hasLooked) await this.look();
    const keys = [...(this.#missing.get(table) ?? [])];
    if (keys.length > 0) throw new EncryptionError('unknown_key', describeMissing(keys));
  }

  /** Ids of the keys that rows were found under and that are not here. An id says nothing about its key. */
  missingKeys(): readonly string[] {
    return [...new Set([...this.#missing.values()].flatMap((ids) => [...ids]))].sort();
  }

  async #look(): Promise<number> {
    const endsAt = performance.now() + this.#options.lookMs;
    if (this.#passes.length === 0) this.#passes = TABLES.map((table) => ({ table, after: '', missing: new Set() }));
    // One page at least, so that it comes to an end however little time it has.
    do {
      const [pass] = this.#passes;
      if (pass === undefined) break;
      if (await this.#lookAtPage(pass)) this.#passes.shift();
    } while (performance.now() < endsAt);
    this.#hasLooked = true;
    if (this.#passes.length > 0) return UNFINISHED_MS;
    return this.missingKeys().length === 0 ? HOUR_MS : WHILE_MISSING_MS;
  }

  /** Whether it was the table's last one. */
  async #lookAtPage(pass: Pass): Promise<boolean> {
    const { table, missing } = pass;
    const rows = await readPage(this.#db, pass, this.#options.pageRows);
    for (const { key_id: id, last } of rows) {
      if (id !== null && this.#keyring.isMissing(id)) missing.add(id);
      if (last > pass.after) pass.after = last;
    }
    const isOver = rows.reduce((sum, { n }) => sum + Number(n), 0) < this.#options.pageRows;
    this.#missing.set(table, isOver ? missing : new Set([...(this.#missing.get(table) ?? []), ...missing]));
    return isOver;
  }
}

async function readPage(db: Database, { table, after }: Pass, limit: number): Promise<PageRow[]> {
  const { id, sealed } = SEALED[table];
  return db.withConnection(
    async (connection) => {
      const [rows] = await connection.query<PageRow[]>(
        `SELECT IF(ORD(page.sealed) = 1, LOWER(HEX(SUBSTRING(page.sealed, 2, 4))), NULL) AS key_id,
           COUNT(*) AS n, MAX(page.id) AS last
         FROM (SELECT ${id} AS id, ${sealed} AS sealed FROM ${table} WHERE ${id} > ? ORDER BY ${id} LIMIT ?) AS page
         GROUP BY key_id`,
        [after, limit],
      );
      return rows;
    },
    { deadlineMs: PAGE_DEADLINE_MS },
  );
}

/** What is missing, and the two things that can be done about it. */
export function describeMissing(keys: readonly string[]): string {
  const [which, them] = keys.length === 1 ? [`key ${keys[0]} is`, 'it'] : [`keys ${keys.join(', ')} are`, 'them'];
  return `${which} not in ENCRYPTION_KEY: put ${them} back, behind the newest; or, lost for good, name ${them} in ENCRYPTION_KEYS_LOST`;
}
