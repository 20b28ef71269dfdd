import { cutText } from './cut-text.ts';
import type { Database } from './open-database.ts';
import type { WORKER_STATUSES } from './tables/worker-health-checks.ts';

export interface Beat {
  readonly worker: string;
  readonly status: (typeof WORKER_STATUSES)[number];
  readonly error?: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Where a process says that it is alive. The shape of what the runtime asks for. */
export interface HeartbeatStore {
  /** Writes the instance's one row, with the server's time. Throws `DatabaseError`. */
  beat(beat: Beat): Promise<void>;
  /** Takes the instance's row away. Throws `DatabaseError`. */
  end(worker: string): Promise<void>;
}

const UPSERT = `INSERT INTO worker_health_checks (worker_name, status, last_heartbeat, error_message, metadata)
  VALUES (?, ?, CURRENT_TIMESTAMP(3), ?, ?)
  ON DUPLICATE KEY UPDATE status = VALUES(status), last_heartbeat = VALUES(last_heartbeat),
    error_message = VALUES(error_message), metadata = VALUES(metadata)`;

export function createHeartbeatStore(db: Database): HeartbeatStore {
  return {
    beat: ({ worker, status, error, metadata }) =>
      db.withConnection(async (connection) => {
        const message = error === undefined ? null : cutText(error, 4_000);
        await connection.execute(UPSERT, [worker, status, message, JSON.stringify(metadata)]);
      }),
    end: (worker) =>
      db.withConnection(async (connection) => {
        await connection.execute('DELETE FROM worker_health_checks WHERE worker_name = ?', [worker]);
      }),
  };
}
