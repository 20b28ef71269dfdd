import type { Database, RowDataPacket } from '@ballast/database';
import { EncryptionError, type Keyring } from '@ballast/encryption';

/** What is looked up by blind index: under a key that is missing nothing of it is found, and nothing says so. */
const SEALED = {
  users: { id: 'id', sealed: 'email_sealed' },
  mail_suppressions: { id: 'address_index', sealed: 'address_sealed' },
} as const;
type SealedTable = keyof typeof SEALED;
const TABLES = Object.keys(SEALED) as readonly SealedTable[];

const PAGE_ROWS = 10_000;
/** A look ends after this time, and the next one goes on where it ended. */
const LOOK_MS = 5_000;
const PAGE_DEADLINE_MS = 5_000;
const HOUR_MS = 3_600_000;
/** While a key is missing: somebody seals its rows anew elsewhere, or deletes them. */
const WHILE_MISSING_MS = 60_000;
const UNFINISHED_MS = 1_000;

interface PageRow extends RowDataPacket {
  /** NULL for what is no sealed text. */
  key_id: string | null;
  n: number | string;
  last: string;
}

/** One walk through a table by its primary key. */
interface Pass {
  after: string;
  readonly found: Set<string>;
}

/**
 * Whether every key is known that users and suppressions are sealed by. Without one of them an address with an account
 * gets a second one, and who stopped mail gets mail: whoever does such a thing asks `assertComplete` before.
 */
export class KeyCheck {
  readonly #db: Database;
  readonly #keyring: Keyring;
  readonly #passes = new Map<SealedTable, Pass>();
  readonly #missing = new Map<SealedTable, ReadonlySet<string>>();
  #looking: Promise<number> | undefined;
  #hasLooked = false;

  constructor(db: Database, keyring: Keyring) {
    this.#db = db;
    this.#keyring = keyring;
  }

  /**
   * Looks at the rows of both tables, for a few seconds at most; returns after how many ms to look again. A key that is
   * missing counts at once, one that is there again when the whole table was walked. Throws `DatabaseError`.
   */
  look(): Promise<number> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** A process starts without its database: what cannot be read now is read by whoever asks first. */
  async lookAtStart(): Promise<void> {
    await this.look().catch(() => undefined);
  }

  /** @throws EncryptionError `unknown_key`; `DatabaseError` when nothing was looked at yet and cannot be now */
  async assertComplete(table: SealedTable): Promise<void> {
    if (!this.#hasLooked) await this.look();
    const keys = [...(this.#missing.get(table) ?? [])];
    if (keys.length > 0) throw new EncryptionError('unknown_key', describe(keys));
  }

  /** For /health. A key's id says nothing about it. */
  async health(): Promise<{ readonly status: 'ok' | 'degraded'; readonly error?: string }> {
    const keys = new Set([...this.#missing.values()].flatMap((ids) => [...ids]));
    return keys.size === 0 ? { status: 'ok' } : { status: 'degraded', error: describe([...keys]) };
  }

  async #look(): Promise<number> {
    const endsAt = performance.now() + LOOK_MS;
    for (const table of TABLES) {
      let isOver = false;
      while (!isOver) {
        if (performance.now() >= endsAt) {
          this.#hasLooked = true;
          return UNFINISHED_MS;
        }
        isOver = await this.#lookAtPage(table);
      }
    }
    this.#hasLooked = true;
    const isComplete = [...this.#missing.values()].every((ids) => ids.size === 0);
    return isComplete ? HOUR_MS : WHILE_MISSING_MS;
  }

  /** Whether it was the table's last one. */
  async #lookAtPage(table: SealedTable): Promise<boolean> {
    const pass = this.#passes.get(table) ?? { after: '', found: new Set<string>() };
    this.#passes.set(table, pass);
    const rows = await readPage(this.#db, table, pass.after);
    for (const { key_id: id, last } of rows) {
      if (id !== null && !this.#keyring.keyIds.includes(id)) pass.found.add(id);
      if (last > pass.after) pass.after = last;
    }
    const isOver = rows.reduce((sum, { n }) => sum + Number(n), 0) < PAGE_ROWS;
    this.#missing.set(table, isOver ? pass.found : new Set([...(this.#missing.get(table) ?? []), ...pass.found]));
    if (isOver) this.#passes.delete(table);
    return isOver;
  }
}

async function readPage(db: Database, table: SealedTable, after: string): Promise<PageRow[]> {
  const { id, sealed } = SEALED[table];
  return db.withConnection(
    async (connection) => {
      const [rows] = await connection.query<PageRow[]>(
        `SELECT IF(ORD(page.sealed) = 1, LOWER(HEX(SUBSTRING(page.sealed, 2, 4))), NULL) AS key_id,
           COUNT(*) AS n, MAX(page.id) AS last
         FROM (SELECT ${id} AS id, ${sealed} AS sealed FROM ${table} WHERE ${id} > ? ORDER BY ${id} LIMIT ?) AS page
         GROUP BY key_id`,
        [after, PAGE_ROWS],
      );
      return rows;
    },
    { deadlineMs: PAGE_DEADLINE_MS },
  );
}

function describe(keys: readonly string[]): string {
  const which = keys.length === 1 ? `key ${keys[0]} is` : `keys ${keys.join(', ')} are`;
  return `${which} not in ENCRYPTION_KEY: put ${keys.length === 1 ? 'it' : 'them'} back, behind the newest`;
}
