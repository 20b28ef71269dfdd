import { type Breaker, BreakerSchema, type Worker } from '@ballast/contracts/operators';
import type { Database, RowDataPacket } from '@ballast/database';

/** A worker with what the list of workers does not tell. */
export interface WorkerState {
  readonly worker: Worker;
  /** Since its last sign of life, by the database's clock. */
  readonly silentSeconds: number;
}

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
export async function readWorkers(db: Database): Promise<WorkerState[]> {
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
  return rows
    .map(toWorkerState)
    .toSorted((a, b) => compare(a.worker.service, b.worker.service) || compare(a.worker.name, b.worker.name));
}

/** What live workers say of the dependencies of their work. */
export function breakersOf(workers: readonly WorkerState[]): Breaker[] {
  return workers
    .filter(({ silentSeconds }) => silentSeconds <= SILENT_SECONDS)
    .flatMap(({ worker }) => {
      const { breakers } = worker.metadata;
      if (!Array.isArray(breakers)) return [];
      return breakers.flatMap((one: unknown) => {
        const read = BreakerSchema.safeParse({ ...(one as object), worker: worker.name, service: worker.service });
        return read.success ? [read.data] : [];
      });
    });
}

function toWorkerState(row: WorkerRow): WorkerState {
  const stored: unknown = typeof row.metadata === 'string' ? JSON.parse(row.metadata) : row.metadata;
  const metadata = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  return {
    worker: {
      name: row.worker_name,
      service: typeof metadata.service === 'string' ? metadata.service : 'unknown',
      status: row.status,
      last_heartbeat: row.last_heartbeat.toISOString(),
      ...(row.error_message !== null && { error: row.error_message }),
      metadata,
    },
    silentSeconds: Math.max(0, Number(row.silent_ms) / 1_000),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
