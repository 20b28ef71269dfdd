import { appendAudit } from '@ballast/audit';
import { type Database, isDatabaseError, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { ActError } from '../act-error.ts';
import { parseQuery } from '../search/parse-query.ts';

/** A search that has a name, for all operators. */
export interface SavedView {
  readonly name: string;
  readonly query: string;
  readonly owner: string;
  readonly created_at: string;
}

interface ViewRow extends RowDataPacket {
  id: number;
  name: string;
  query: string;
  owner: string;
  created_at: Date;
}

const MAX_VIEWS = 1_000;

/** All saved views by name, at most 1,000. Throws `DatabaseError`. */
export async function listViews(db: Database): Promise<SavedView[]> {
  return await db.withConnection(async (connection) => {
    const [rows] = await connection.query<ViewRow[]>(
      'SELECT name, query, owner, created_at FROM saved_views ORDER BY name LIMIT ?',
      [MAX_VIEWS],
    );
    return rows.map(toView);
  });
}

/** Saves a search under a new name. Throws QueryError, and ActError `conflict` when the name is taken. */
export async function createView(
  db: Database,
  { name, query }: Pick<SavedView, 'name' | 'query'>,
  { actor }: { actor: string },
): Promise<SavedView> {
  parseQuery(query);
  return await savingName(name, () =>
    withTransaction(db, async (tx) => {
      await tx.query('INSERT INTO saved_views (name, query, owner) VALUES (?, ?, ?)', [name, query, actor]);
      await auditView(tx, 'view.save', name, actor, { query });
      return await readView(tx, name);
    }),
  );
}

/** Changes a view's search or name. Throws QueryError, and ActError `not_found`, `conflict` when the new name is taken. */
export async function changeView(
  db: Database,
  oldName: string,
  { name, query }: Pick<SavedView, 'name' | 'query'>,
  { actor }: { actor: string },
): Promise<SavedView> {
  parseQuery(query);
  return await savingName(name, () =>
    withTransaction(db, async (tx) => {
      const before = await lockView(tx, oldName);
      await tx.query('UPDATE saved_views SET name = ?, query = ? WHERE id = ?', [name, query, before.id]);
      await auditView(tx, 'view.save', name, actor, { query, before: { name: before.name, query: before.query } });
      return await readView(tx, name);
    }),
  );
}

/** Throws ActError `not_found`. */
export async function deleteView(db: Database, name: string, { actor }: { actor: string }): Promise<void> {
  await withTransaction(db, async (tx) => {
    const before = await lockView(tx, name);
    await tx.query('DELETE FROM saved_views WHERE id = ?', [before.id]);
    await auditView(tx, 'view.delete', before.name, actor, { query: before.query });
  });
}

async function lockView(tx: Tx, name: string): Promise<ViewRow> {
  const [[row]] = await tx.query<ViewRow[]>('SELECT * FROM saved_views WHERE name = ? FOR UPDATE', [name]);
  if (row === undefined) throw new ActError('not_found', `There is no view ${name}.`);
  return row;
}

async function readView(tx: Tx, name: string): Promise<SavedView> {
  return toView(await lockView(tx, name));
}

async function auditView(
  tx: Tx,
  act: 'view.save' | 'view.delete',
  name: string,
  actor: string,
  details: Record<string, unknown>,
): Promise<void> {
  await appendAudit(tx, [{ actor, act, targetType: 'view', targetId: name, outcome: 'done', details }]);
}

/** The unique index decides, also between two who save the same name at once. */
async function savingName<T>(name: string, save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    if (!isDatabaseError(error, 'duplicate')) throw error;
    throw new ActError('conflict', `There is a view ${name} already.`, { field: 'name', cause: error });
  }
}

function toView({ name, query, owner, created_at }: ViewRow): SavedView {
  return { name, query, owner, created_at: created_at.toISOString() };
}
