import type { RowDataPacket } from 'mysql2/promise';
import type { Database } from './open-database.ts';
import { type ProcessingLogRow, writeProcessingLogs } from './processing-logs.ts';

/** Where attempts are counted. The shape of what a consumer asks for. */
export interface AttemptLog {
  /** Resolves when the row is committed. Throws `DatabaseError`. */
  record(row: ProcessingLogRow): Promise<void>;
  /** How many attempts this enqueue of a message has spent. Throws `DatabaseError`. */
  countFailed(identity: ProcessingLogRow['identity']): Promise<number>;
}

const COUNT_FAILED = `SELECT COUNT(*) AS failed FROM message_processing_logs
  WHERE message_id = ? AND generation = ? AND enqueue = ? AND status = 'failed'`;

export function createAttemptLog(db: Database): AttemptLog {
  return {
    record: (row) => db.withConnection((connection) => writeProcessingLogs(connection, [row])),
    countFailed: ({ id, generation, enqueue }) =>
      db.withConnection(async (connection) => {
        const [rows] = await connection.execute<RowDataPacket[]>(COUNT_FAILED, [id, generation, enqueue]);
        return Number(rows[0]?.failed ?? 0);
      }),
  };
}
