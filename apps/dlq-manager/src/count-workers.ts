import type { Database, RowDataPacket } from '@ballast/database';
import { EXPORTERS, type Exporter } from '@ballast/telemetry';
import type { ManagerMetrics } from './manager-metrics.ts';

interface WorkerCount extends RowDataPacket {
  service: string | null;
  status: 'healthy' | 'unhealthy';
  count: number;
  newest: Date;
}

const SERVICES = [...EXPORTERS, 'other'] as const;

/** Sets the gauges of instances and their heartbeats to what the database says now. */
export async function countWorkers(
  db: Database,
  metrics: Pick<ManagerMetrics, 'workers' | 'newestHeartbeat'>,
): Promise<void> {
  const counts = await db.withConnection(async (connection) => {
    const [rows] = await connection.query<WorkerCount[]>(
      `SELECT JSON_UNQUOTE(JSON_EXTRACT(metadata, '$.service')) AS service, status, COUNT(*) AS count,
         MAX(last_heartbeat) AS newest
       FROM worker_health_checks GROUP BY service, status`,
    );
    return rows;
  });
  for (const service of SERVICES) {
    const ofService = counts.filter((row) => serviceLabel(row.service) === service);
    for (const status of ['healthy', 'unhealthy'] as const) {
      const ofBoth = ofService.filter((row) => row.status === status);
      metrics.workers.set(
        { app: service, status },
        ofBoth.reduce((sum, { count }) => sum + Number(count), 0),
      );
    }
    metrics.newestHeartbeat.set(
      { app: service },
      Math.max(0, ...ofService.map(({ newest }) => newest.getTime())) / 1_000,
    );
  }
}

function serviceLabel(service: string | null): Exporter | 'other' {
  return EXPORTERS.find((known) => known === service) ?? 'other';
}
