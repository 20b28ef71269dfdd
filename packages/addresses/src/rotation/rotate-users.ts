import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { type Keyring, USER_EMAIL } from '@ballast/encryption';
import {
  BatchTally,
  type BatchWish,
  chunksOf,
  keyNameOf,
  type TableBatch,
  tryToOpen,
  type UnsealableCode,
} from './batch.ts';

interface UserRow extends RowDataPacket {
  id: string;
  email_sealed: Buffer;
}

interface IndexRow extends RowDataPacket {
  email_index: string;
  user_id: string;
}

interface Outcome {
  readonly row: UserRow;
  readonly changed: boolean;
  readonly code?: UnsealableCode;
}

/**
 * Seals the addresses of users anew, and gives each its index under the current key. Indexes under keys that are not known
 * any more go once that one is there; those under known keys stay, since other processes may know no newer one.
 */
export async function rotateUsers(db: Database, keyring: Keyring, wish: BatchWish): Promise<TableBatch> {
  const tally = new BatchTally();
  const rows = await readRows(db, wish);
  for (const chunk of chunksOf(rows)) {
    const outcomes = await withTransaction(db, (tx) => (wish.dryRun ? look : sealChunk)(tx, chunk, keyring));
    for (const { row, changed, code } of outcomes) {
      const keyId = keyNameOf(keyring, row.email_sealed);
      if (code !== undefined) tally.leave(row.id, code, keyId);
      else if (changed) tally.resealed(wish.dryRun ? keyId : keyring.currentKeyId);
      else tally.count(keyId);
    }
  }
  return tally.end(
    rows.map(({ id }) => id),
    wish.limit,
  );
}

async function readRows(db: Database, { after, limit }: BatchWish): Promise<UserRow[]> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<UserRow[]>(
      'SELECT id, email_sealed FROM users WHERE id > ? ORDER BY id LIMIT ?',
      [after, limit],
    );
    return rows;
  });
}

async function look(tx: Tx, chunk: readonly UserRow[], keyring: Keyring): Promise<Outcome[]> {
  const plans = planAll(chunk, await indexesOf(tx, chunk), keyring);
  return plans.map((plan) => ('code' in plan ? { ...plan, changed: false } : { row: plan.row, changed: isWork(plan) }));
}

async function sealChunk(tx: Tx, chunk: readonly UserRow[], keyring: Keyring): Promise<Outcome[]> {
  const stale = (await look(tx, chunk, keyring)).filter(({ changed }) => changed).map(({ row }) => row);
  // The locks are for those that need them: a second run over everything locks nothing.
  const locked = stale.length === 0 ? [] : await lock(tx, stale);
  const plans = planAll(locked, await indexesOf(tx, locked), keyring);
  const open = plans.filter((plan): plan is Plan => !('code' in plan));
  await updateUsers(tx, open);
  const taken = await addIndexes(tx, open);
  await dropIndexes(
    tx,
    open.filter(({ row }) => !taken.has(row.id)),
  );
  const outcomes = new Map<string, Outcome>(
    plans.map((plan) => {
      if ('code' in plan) return [plan.row.id, { ...plan, changed: false }];
      if (taken.has(plan.row.id)) return [plan.row.id, { row: plan.row, changed: false, code: 'address_taken' }];
      return [plan.row.id, { row: plan.row, changed: isWork(plan) }];
    }),
  );
  const untouched = planAll(
    chunk.filter(({ id }) => !outcomes.has(id)),
    new Map(),
    keyring,
  );
  for (const plan of untouched) {
    outcomes.set(plan.row.id, { row: plan.row, changed: false, ...('code' in plan && { code: plan.code }) });
  }
  return [...outcomes.values()];
}

async function lock(tx: Tx, rows: readonly UserRow[]): Promise<UserRow[]> {
  const [locked] = await tx.query<UserRow[]>(
    'SELECT id, email_sealed FROM users FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE',
    [rows.map(({ id }) => id)],
  );
  return locked;
}

async function indexesOf(tx: Tx, rows: readonly UserRow[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (rows.length === 0) return new Map();
  const [found] = await tx.query<IndexRow[]>('SELECT email_index, user_id FROM user_emails WHERE user_id IN (?)', [
    rows.map(({ id }) => id),
  ]);
  const byUser = new Map<string, string[]>();
  for (const { user_id: id, email_index: index } of found) byUser.set(id, [...(byUser.get(id) ?? []), index]);
  return byUser;
}

/** What is to be done about one user. */
interface Plan {
  readonly row: UserRow;
  /** Where it is sealed by another key. */
  readonly sealed: Buffer | undefined;
  /** Under the current key. */
  readonly currentIndex: string;
  readonly lacksIndex: boolean;
  /** Under keys that are not known. */
  readonly obsolete: readonly string[];
}

type Planned = Plan | { readonly row: UserRow; readonly code: UnsealableCode };

function planAll(
  rows: readonly UserRow[],
  indexes: ReadonlyMap<string, readonly string[]>,
  keyring: Keyring,
): Planned[] {
  return rows.map((row): Planned => {
    const opened = tryToOpen(() => keyring.open(row.email_sealed, USER_EMAIL(row.id)));
    if ('code' in opened) return { row, code: opened.code };
    const wanted = keyring.addressIndexes(opened.text);
    const present = indexes.get(row.id) ?? [];
    const [currentIndex = ''] = wanted;
    return {
      row,
      sealed: keyring.isCurrent(row.email_sealed) ? undefined : keyring.seal(opened.text, USER_EMAIL(row.id)),
      currentIndex,
      lacksIndex: !present.includes(currentIndex),
      obsolete: present.filter((index) => !wanted.includes(index)),
    };
  });
}

function isWork({ sealed, lacksIndex, obsolete }: Plan): boolean {
  return sealed !== undefined || lacksIndex || obsolete.length > 0;
}

async function updateUsers(tx: Tx, plans: readonly Plan[]): Promise<void> {
  const stale = plans.filter(({ sealed }) => sealed !== undefined);
  if (stale.length === 0) return;
  await tx.query(
    `UPDATE users FORCE INDEX (PRIMARY)
     SET email_sealed = CASE id ${stale.map(() => 'WHEN ? THEN ?').join(' ')} END, updated_at = updated_at
     WHERE id IN (?)`,
    [...stale.flatMap(({ row, sealed }) => [row.id, sealed]), stale.map(({ row }) => row.id)],
  );
}

/** Returns the users whose address somebody else has under the current key. */
async function addIndexes(tx: Tx, plans: readonly Plan[]): Promise<ReadonlySet<string>> {
  const lacking = plans
    .filter(({ lacksIndex }) => lacksIndex)
    .sort((a, b) => (a.currentIndex < b.currentIndex ? -1 : 1));
  if (lacking.length === 0) return new Set();
  await tx.query('INSERT IGNORE INTO user_emails (email_index, user_id) VALUES ?', [
    lacking.map(({ currentIndex, row }) => [currentIndex, row.id]),
  ]);
  const [rows] = await tx.query<IndexRow[]>('SELECT email_index, user_id FROM user_emails WHERE email_index IN (?)', [
    lacking.map(({ currentIndex }) => currentIndex),
  ]);
  const owners = new Map(rows.map((row) => [row.email_index, row.user_id]));
  return new Set(lacking.filter((one) => owners.get(one.currentIndex) !== one.row.id).map(({ row }) => row.id));
}

async function dropIndexes(tx: Tx, plans: readonly Plan[]): Promise<void> {
  const obsolete = plans.flatMap((plan) => plan.obsolete);
  if (obsolete.length === 0) return;
  await tx.query('DELETE FROM user_emails WHERE email_index IN (?) ORDER BY email_index LIMIT ?', [
    obsolete,
    obsolete.length,
  ]);
}
