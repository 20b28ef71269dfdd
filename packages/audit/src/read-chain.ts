import type { Database } from '@ballast/database';
import { AUDIT_COLUMNS, type AuditRecord, type AuditRow, toAuditRow } from './audit-row.ts';

const CHUNK = 1_000;

/** All records up to `last`, from the first on, in chunks: in the memory of one, whatever the log's length. */
export async function* readChain(db: Database, last: number): AsyncGenerator<AuditRecord[]> {
  for (let after = 0; ; ) {
    const records = await db.withConnection(async (connection) => {
      const [rows] = await connection.query<AuditRecord[]>(
        `SELECT ${AUDIT_COLUMNS} FROM audit_log WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
        [after, last, CHUNK],
      );
      return rows;
    });
    const end = records.at(-1);
    if (end === undefined) return;
    yield records;
    after = end.seq;
  }
}

/** The whole log, oldest first, with the hashes that let anybody verify it. Throws `DatabaseError`. */
export async function* exportAudit(db: Database): AsyncGenerator<AuditRow> {
  for await (const records of readChain(db, Number.MAX_SAFE_INTEGER)) yield* records.map(toAuditRow);
}
