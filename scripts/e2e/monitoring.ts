import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { EXPORTER_ACCOUNT } from '@ballast/database';
import { serverFiles, writeFiles } from '@ballast/monitoring';
import {
  findFreePort,
  type RunningProcess,
  startMysqlExporter,
  startNodeExporter,
  startPrometheus,
  startRedisExporter,
} from '@ballast/native-stack';
import { EXPORTERS, type Exporter } from '@ballast/telemetry';
import { until } from '@ballast/testkit';
import { promqlClient } from '../monitoring/promql-client.ts';
import { APPS } from '../stack/apps.ts';
import { EXPORTER_PASSWORD } from '../stack/secrets.ts';
import type { Stack } from './stack.ts';

const [MYSQL_PORT, REDIS_PORT] = [13306, 16379];

export interface Monitoring {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Prometheus with the rules of the repository, and the exporters of MySQL, Redis and the machine, beside a stack that runs
 * without them: everything is read and evaluated each second, so that a minute is enough for a look at all of it.
 */
export async function startMonitoring(stack: Stack): Promise<Monitoring> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-monitoring-'));
  const running: RunningProcess[] = [];
  const stop = async () => {
    await Promise.all(running.map((one) => one.kill()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const exporters = await startExporters(stack, folder, running);
    const port = await findFreePort();
    const files = serverFiles({
      prometheus: {
        every: '1s',
        targets: {
          processes: processesOf(stack),
          exporters,
          // Nobody is there: what is sent to whom is tested elsewhere.
          alertmanager: '127.0.0.1:9',
          prometheus: `127.0.0.1:${port}`,
        },
      },
      alertmanager: {
        secrets: { slackUrl: '/none', pagerdutyKey: '/none' },
        mail: { server: 'none:25', from: 'a@example.com', to: 'a@example.com', requireTls: false },
      },
      links: { grafana: 'http://localhost:3000' },
    });
    await writeFiles(folder, files);
    running.push(await startPrometheus({ dir: folder, configPath: join(folder, 'prometheus.yml'), port }));
    const url = `http://127.0.0.1:${port}`;
    const { now } = promqlClient(url);
    // Not all at once: on a busy machine one or the other takes too long.
    await until(async () => (await now('min(max_over_time(up{job!="alertmanager"}[1m]))'))[0]?.value === 1, {
      timeoutMs: 60_000,
      what: 'every process and exporter is read',
    });
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function processesOf({ portOffset }: Stack): Record<Exporter, string[]> {
  const portOf = (name: Exporter) => APPS.find((app) => app.name === name)?.defaultPort ?? 0;
  return Object.fromEntries(EXPORTERS.map((name) => [name, [`127.0.0.1:${portOf(name) + portOffset}`]])) as Record<
    Exporter,
    string[]
  >;
}

async function startExporters({ folder, portOffset }: Stack, into: string, running: RunningProcess[]) {
  const secrets = parseEnv(await readFile(join(folder, '.ballast/secrets'), 'utf8'));
  const start = async (name: string, launch: (place: { dir: string; port: number }) => Promise<RunningProcess>) => {
    const port = await findFreePort();
    running.push(await launch({ dir: join(into, name), port }));
    return `127.0.0.1:${port}`;
  };
  return {
    'mysql-exporter': await start('mysql-exporter', (place) =>
      startMysqlExporter({
        ...place,
        server: {
          port: MYSQL_PORT + portOffset,
          user: EXPORTER_ACCOUNT,
          password: secrets[EXPORTER_PASSWORD] ?? '',
        },
      }),
    ),
    'redis-exporter': await start('redis-exporter', (place) =>
      startRedisExporter({
        ...place,
        server: { port: REDIS_PORT + portOffset, password: secrets.REDIS_PASSWORD ?? '' },
      }),
    ),
    'node-exporter': await start('node-exporter', startNodeExporter),
  };
}
