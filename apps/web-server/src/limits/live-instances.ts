import type { Database, RowDataPacket } from '@ballast/database';
import { SILENT_SECONDS } from '../system/read-workers.ts';

/**
 * How many instances of a service take requests: healthy, with a heartbeat of late. At least one, this one. Throws
 * `DatabaseError`.
 */
export async function countLiveInstances(db: Database, service: string): Promise<number> {
  return db.withConnection(async (connection) => {
    const [[row]] = await connection.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS live FROM worker_health_checks
       WHERE status = 'healthy' AND last_heartbeat > NOW(3) - INTERVAL ? SECOND
         AND JSON_UNQUOTE(JSON_EXTRACT(metadata, '$.service')) = ?`,
      [SILENT_SECONDS, service],
    );
    return Math.max(1, Number(row?.live ?? 1));
  });
}
