import { type Breaker, BreakerSchema, type Worker } from '@ballast/contracts/operators';
import type { Database, RowDataPacket } from '@ballast/database';

interface WorkerRow extends RowDataPacket {
  worker_name: string;
  status: Worker['status'];
  last_heartbeat: Date;
  error_message: string | null;
  metadata: unknown;
  silent_ms: number | string;
}

/** Longer than this without a sign of life, and an instance is not there: three heartbeats and some patience. */
export const SILENT_SECONDS = 20;
const MAX_WORKERS = 500;

/** Instances that showed a sign of life within a day, by service and name. Throws `DatabaseError`. */
export async function readWorkers(db: Database): Promise<Worker[]> {
  const rows = await db.withConnection(async (connection) => {
    const [found] = await connection.query<WorkerRow[]>(
      `SELECT worker_name, status, last_heartbeat, error_message, metadata,
         TIMESTAMPDIFF(MICROSECOND, last_heartbeat, NOW(3)) / 1000 AS silent_ms
       FROM worker_health_checks WHERE last_heartbeat > NOW(3) - INTERVAL 1 DAY
       ORDER BY last_heartbeat DESC LIMIT ?`,
      [MAX_WORKERS],
    );
    return found;
  });
  return rows.map(toWorker).toSorted((a, b) => compare(a.service, b.service) || compare(a.name, b.name));
}

/** What live workers say of the dependencies of their work. */
export function breakersOf(workers: readonly Worker[]): Breaker[] {
  return workers
    .filter(({ is_live }) => is_live)
    .flatMap(({ name, service, metadata: { breakers } }) => {
      if (!Array.isArray(breakers)) return [];
      return breakers.flatMap((one: unknown) => {
        const read = BreakerSchema.safeParse({ ...(one as object), worker: name, service });
        return read.success ? [read.data] : [];
      });
    });
}

function toWorker(row: WorkerRow): Worker {
  const stored: unknown = typeof row.metadata === 'string' ? JSON.parse(row.metadata) : row.metadata;
  const metadata = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  return {
    name: row.worker_name,
    service: typeof metadata.service === 'string' ? metadata.service : 'unknown',
    status: row.status,
    last_heartbeat: row.last_heartbeat.toISOString(),
    // By the database's clock, which is that of the heartbeats too.
    is_live: Number(row.silent_ms) <= SILENT_SECONDS * 1_000,
    ...(row.error_message !== null && { error: row.error_message }),
    metadata,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
