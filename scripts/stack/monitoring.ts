import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXPORTER_ACCOUNT } from '@ballast/database';
import { type SecretFiles, type ServerFilesOptions, serverFiles, type Targets, writeFiles } from '@ballast/monitoring';
import {
  type RunningProcess,
  startAlertmanager,
  startMysqlExporter,
  startNodeExporter,
  startPrometheus,
  startRedisExporter,
} from '@ballast/native-stack';
import type { EnvironmentInput } from './environments.ts';
import type { Layout } from './layout.ts';
import { MONITORING_PORTS, type MonitoringName } from './monitoring-ports.ts';
import type { PortPlan } from './ports.ts';
import { EXPORTER_PASSWORD, type Secrets } from './secrets.ts';
import type { ProcessDefinition } from './supervised-process.ts';

/** Where Alertmanager finds each secret: a file that only its owner reads. */
const SECRET_FILES = { slackUrl: 'SLACK_WEBHOOK_URL', pagerdutyKey: 'PAGERDUTY_ROUTING_KEY' } as const;

/**
 * Prometheus, Alertmanager and the exporters, as the supervisor starts them. What they read is written anew for the ports and
 * secrets of this stack.
 */
export async function monitoringDefinitions(layout: Layout, input: EnvironmentInput): Promise<ProcessDefinition[]> {
  const { ports, secrets } = input;
  const folder = join(layout.folder, 'monitoring');
  await rm(folder, { recursive: true, force: true });
  await writeFiles(folder, serverFiles(nativeFiles(input, await writeSecrets(join(folder, 'secrets'), secrets))));
  const launch: Record<MonitoringName, (place: Place) => Promise<RunningProcess>> = {
    prometheus: (place) =>
      startPrometheus({
        ...place,
        configPath: join(folder, 'prometheus.yml'),
        externalUrl: `http://localhost:${place.port}/`,
        // It serves the runbooks itself: they are to be had when nothing else is.
        consolesPath: join(layout.root, 'docs', 'runbooks'),
      }),
    alertmanager: (place) =>
      startAlertmanager({
        ...place,
        configPath: join(folder, 'alertmanager.yml'),
        externalUrl: `http://localhost:${place.port}/`,
      }),
    'mysql-exporter': (place) =>
      startMysqlExporter({
        ...place,
        server: { port: ports.of('MYSQL_PORT'), user: EXPORTER_ACCOUNT, password: secrets[EXPORTER_PASSWORD] ?? '' },
      }),
    'redis-exporter': (place) =>
      startRedisExporter({
        ...place,
        server: { port: ports.of('REDIS_PORT'), password: secrets.REDIS_PASSWORD ?? '' },
      }),
    'node-exporter': startNodeExporter,
  };
  return MONITORING_PORTS.map(({ name, portVariable }) => {
    const port = ports.of(portVariable);
    const place = { dir: layout.data(name), logPath: layout.log(name), port };
    return { name, kind: 'server', port, launch: () => launch[name](place) };
  });
}

interface Place {
  readonly dir: string;
  readonly logPath: string;
  readonly port: number;
}

function nativeFiles({ settings, ports }: EnvironmentInput, secrets: SecretFiles): ServerFilesOptions {
  return {
    prometheus: { targets: nativeTargets(ports) },
    alertmanager: {
      secrets,
      mail: {
        server: `127.0.0.1:${ports.of('SMTP_PORT')}`,
        from: 'alerts@ballast.localhost',
        to: settings.ALERT_MAIL_TO || 'operators@ballast.localhost',
        requireTls: false,
      },
    },
    links: { grafana: settings.GRAFANA_URL || 'http://localhost:3000' },
  };
}

function nativeTargets(ports: PortPlan): Targets {
  const at = (variable: string) => `127.0.0.1:${ports.of(variable)}`;
  return {
    processes: {
      'web-server': [at('WEB_SERVER_PORT')],
      'outbox-publisher': [at('OUTBOX_PUBLISHER_PORT')],
      'prime-check-worker': [at('PRIME_CHECK_WORKER_PORT')],
      'email-send-worker': [at('EMAIL_SEND_WORKER_PORT')],
      'dlq-manager': [at('DLQ_MANAGER_PORT')],
      'event-hub': [at('CONNECT_PORT')],
    },
    exporters: {
      'mysql-exporter': at('MYSQL_EXPORTER_PORT'),
      'redis-exporter': at('REDIS_EXPORTER_PORT'),
      'node-exporter': at('NODE_EXPORTER_PORT'),
    },
    alertmanager: at('ALERTMANAGER_PORT'),
    prometheus: at('PROMETHEUS_PORT'),
  };
}

/** Those that are set. @returns their paths */
async function writeSecrets(folder: string, secrets: Secrets): Promise<SecretFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: Record<string, string> = {};
  for (const [name, variable] of Object.entries(SECRET_FILES)) {
    const secret = secrets[variable];
    if (!secret) continue;
    const path = join(folder, variable.toLowerCase());
    await writeFile(path, secret, { mode: 0o600 });
    files[name] = path;
  }
  return files;
}
