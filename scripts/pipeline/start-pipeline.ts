import type { PrimeCheck } from '@ballast/contracts';
import type { RowDataPacket } from '@ballast/database';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  type SmtpSink,
  startApp,
  startSmtpSink,
  type TestDatabase,
  until,
} from '@ballast/testkit';

const APPS = ['outbox-publisher', 'prime-check-worker', 'email-send-worker', 'dlq-manager', 'web-server'] as const;
export type AppName = (typeof APPS)[number];
/** Not on the way of a request: whoever wants it starts it. */
type OtherApp = 'event-hub';

export interface Pipeline {
  readonly database: TestDatabase;
  readonly sink: SmtpSink;
  readonly apps: Record<AppName, AppProcess>;
  /** Starts another process of an app, with settings of its own where they are given; it is ended with the pipeline. */
  start(name: AppName | OtherApp, env?: Record<string, string>): Promise<AppProcess>;
  /** Submits a number; resolves with the request's id, or `undefined` when it was not accepted. */
  submit(body: { number: string; email?: string }): Promise<string | undefined>;
  /** How many of these requests have a verdict. */
  completed(ids: readonly string[]): Promise<number>;
  read(id: string): Promise<PrimeCheck>;
  close(): Promise<void>;
}

/** All processes, each with its own account, on the shared test servers and a mail sink of their own. */
export async function startPipeline(
  options: { env?: Record<string, string>; natsServers?: readonly string[] } = {},
): Promise<Pipeline> {
  const database = await createTestDatabase();
  const sink = await startSmtpSink();
  const namespace = createNamespace();
  const started: AppProcess[] = [];

  const start = async (name: AppName | OtherApp, env: Record<string, string> = {}) => {
    const app = await startApp(name, {
      ...appEnvironment({
        database: await database.account(name),
        namespace,
        smtpPort: sink.port,
        ...(options.natsServers === undefined ? {} : { natsServers: options.natsServers }),
      }),
      ...options.env,
      ...env,
    });
    started.push(app);
    await app.ready();
    return app;
  };
  const close = async () => {
    await Promise.all(started.map((app) => app.kill()));
    await sink.stop();
    await database.drop();
  };

  try {
    const apps = Object.fromEntries(
      await Promise.all(APPS.map(async (name) => [name, await start(name)] as const)),
    ) as Record<AppName, AppProcess>;
    const web = apps['web-server'];
    return {
      database,
      sink,
      apps,
      start,
      close,
      submit: async (body) => {
        const response = await fetch(`${web.url}/prime-check`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }).catch(() => undefined);
        return response?.status === 202 ? ((await response.json()) as { id: string }).id : undefined;
      },
      completed: async (ids) => {
        const [rows] = await database.db.pool.query<RowDataPacket[]>(
          "SELECT COUNT(*) AS n FROM prime_checks WHERE status = 'completed' AND id IN (?)",
          [ids],
        );
        return Number(rows[0]?.n);
      },
      read: async (id) => (await (await fetch(`${web.url}/prime-check/${id}`)).json()) as PrimeCheck,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits until every one of these requests has a verdict. */
export async function allCompleted(pipeline: Pipeline, ids: readonly string[], timeoutMs = 90_000): Promise<void> {
  await until(async () => (await pipeline.completed(ids)) === ids.length, {
    timeoutMs,
    everyMs: 100,
    what: `all ${ids.length} requests are completed`,
  });
}

/** How many rows a table has, or those that a condition leaves. */
export async function count({ database }: Pipeline, sql: string, ...values: unknown[]): Promise<number> {
  const [rows] = await database.db.pool.query<RowDataPacket[]>(`SELECT COUNT(*) AS n FROM ${sql}`, values);
  return Number(rows[0]?.n);
}
