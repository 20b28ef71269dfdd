import type { Database } from '@ballast/database';
import { AUDIT_COLUMNS, type AuditRecord, type AuditRow, toAuditRow } from './audit-row.ts';

export interface AuditQuery {
  readonly actor?: string | undefined;
  readonly targetType?: string | undefined;
  readonly targetId?: string | undefined;
  /** Only entries before this one: the `seq` of the last one of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Entries, newest first. Each page costs the same, however deep. Throws `DatabaseError`. */
export async function listAudit(db: Database, query: AuditQuery): Promise<AuditRow[]> {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, value: string | number | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add('actor = ?', query.actor);
  add('target_type = ?', query.targetType);
  add('target_id = ?', query.targetId);
  add('seq < ?', query.before);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return await db.withConnection(async (connection) => {
    const [records] = await connection.query<AuditRecord[]>(
      `SELECT ${AUDIT_COLUMNS} FROM audit_log ${where} ORDER BY seq DESC LIMIT ?`,
      [...values, query.limit],
    );
    return records.map(toAuditRow);
  });
}
