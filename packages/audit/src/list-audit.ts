import type { Database } from '@ballast/database';
import { AUDIT_TARGET_TYPES } from './audit-entry.ts';
import { AUDIT_COLUMNS, type AuditRecord, type AuditRow, toAuditRow } from './audit-row.ts';

export interface AuditQuery {
  readonly actor?: string | undefined;
  readonly targetType?: string | undefined;
  readonly targetId?: string | undefined;
  /** Only entries before this one: the `seq` of the last one of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

interface Select {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Entries, newest first. Each page costs the same, however deep. Throws `DatabaseError`. */
export async function listAudit(db: Database, query: AuditQuery): Promise<AuditRow[]> {
  const { sql, values } = selectPage(query);
  return await db.withConnection(async (connection) => {
    const [records] = await connection.query<AuditRecord[]>(sql, [...values]);
    return records.map(toAuditRow);
  });
}

/** The index of targets begins with their type: what is asked about an id alone is the newest of each type's, together. */
function selectPage(query: AuditQuery): Select {
  if (query.targetId === undefined || query.targetType !== undefined) return selectNewest(query);
  const parts = AUDIT_TARGET_TYPES.map((targetType) => selectNewest({ ...query, targetType }));
  return {
    sql: `${parts.map(({ sql }) => `(${sql})`).join(' UNION ALL ')} ORDER BY seq DESC LIMIT ?`,
    values: [...parts.flatMap(({ values }) => values), query.limit],
  };
}

function selectNewest({ actor, targetType, targetId, before, limit }: AuditQuery): Select {
  const given = [
    ['actor = ?', actor],
    ['target_type = ?', targetType],
    ['target_id = ?', targetId],
    ['seq < ?', before],
  ] as const;
  const conditions = given.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  return {
    sql: `SELECT ${AUDIT_COLUMNS} FROM audit_log ${where} ORDER BY seq DESC LIMIT ?`,
    values: [...conditions.map(({ value }) => value), limit],
  };
}
