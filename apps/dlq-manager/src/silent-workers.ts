import type { Database, ResultSetHeader, RowDataPacket } from '@ballast/database';
import { type Loop, startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import { countWorkers } from './count-workers.ts';
import type { ManagerMetrics } from './manager-metrics.ts';

const EVERY_MS = 5_000;

interface SilentWorker extends RowDataPacket {
  id: string | number;
  worker_name: string;
  last_heartbeat: Date;
}

/**
 * Marks instances unhealthy whose heartbeat is older than `silentSeconds`, and says since when; returns their names. A
 * heartbeat is proof of progress: a process that hangs falls silent as one that is gone. One that comes back marks itself
 * healthy with its next beat.
 */
export async function markSilentWorkers(db: Database, silentSeconds: number): Promise<string[]> {
  return db.withConnection(async (connection) => {
    const [silent] = await connection.query<SilentWorker[]>(
      `SELECT id, worker_name, last_heartbeat FROM worker_health_checks
       WHERE status = 'healthy' AND last_heartbeat < NOW(3) - INTERVAL ? SECOND ORDER BY last_heartbeat LIMIT 100`,
      [silentSeconds],
    );
    const marked: string[] = [];
    for (const { id, worker_name, last_heartbeat } of silent) {
      // It may have beaten since, or another process may have marked it.
      const [result] = await connection.query<ResultSetHeader>(
        `UPDATE worker_health_checks SET status = 'unhealthy', error_message = ?
         WHERE id = ? AND status = 'healthy' AND last_heartbeat = ?`,
        [`silent since ${last_heartbeat.toISOString()}`, id, last_heartbeat],
      );
      if (result.affectedRows === 1) marked.push(worker_name);
    }
    return marked;
  });
}

export function startSilentWorkers(
  db: Database,
  silentSeconds: number,
  metrics: Pick<ManagerMetrics, 'silentWorkers' | 'workers' | 'newestHeartbeat'>,
  logger: Logger,
): Loop {
  return startLoop({
    name: 'silent workers',
    logger,
    intervalMs: EVERY_MS,
    runOnce: async () => {
      const workers = await markSilentWorkers(db, silentSeconds);
      metrics.silentWorkers.inc(workers.length);
      if (workers.length > 0) logger.warn({ workers }, 'instances fell silent and are marked unhealthy');
      await countWorkers(db, metrics);
    },
  });
}
