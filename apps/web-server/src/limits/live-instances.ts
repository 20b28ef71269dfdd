import type { Database, RowDataPacket } from '@ballast/database';
import { SILENT_SECONDS } from '../system/read-workers.ts';

/** What an instance's heartbeat says of its event loop, in ms. */
export const DELAY_IN_HEARTBEAT = 'event_loop_delay_ms';

const LIVE_INSTANCES = `FROM worker_health_checks
  WHERE status = 'healthy' AND last_heartbeat > NOW(3) - INTERVAL ? SECOND
    AND JSON_UNQUOTE(JSON_EXTRACT(metadata, '$.service')) = ?`;

/**
 * How many instances of a service take requests: healthy, with a heartbeat of late. At least one, this one. Throws
 * `DatabaseError`.
 */
export async function countLiveInstances(db: Database, service: string): Promise<number> {
  return db.withConnection(async (connection) => {
    const [[row]] = await connection.query<RowDataPacket[]>(`SELECT COUNT(*) AS live ${LIVE_INSTANCES}`, [
      SILENT_SECONDS,
      service,
    ]);
    return Math.max(1, Number(row?.live ?? 1));
  });
}

/** How late the event loops of these instances are, of those that say so. Throws `DatabaseError`. */
export async function readEventLoopDelays(db: Database, service: string): Promise<number[]> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT JSON_EXTRACT(metadata, '$.${DELAY_IN_HEARTBEAT}') AS delay ${LIVE_INSTANCES}`,
      [SILENT_SECONDS, service],
    );
    return rows.flatMap(({ delay }) => (delay === null || Number.isNaN(Number(delay)) ? [] : [Number(delay)]));
  });
}
