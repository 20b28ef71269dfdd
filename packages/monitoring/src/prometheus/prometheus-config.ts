import { EXPORTERS, type Exporter } from '@ballast/telemetry';
import { asYaml } from '../as-yaml.ts';
import type { Window } from '../promql/vector.ts';

export const SERVER_EXPORTERS = ['mysql-exporter', 'redis-exporter', 'node-exporter'] as const;
export type ServerExporter = (typeof SERVER_EXPORTERS)[number];

/** Processes whose addresses are fixed, as `host:port`; or all that names stand for now, however many there are. */
type ProcessTargets = readonly string[] | { readonly names: readonly string[]; readonly port: number };

/** Where everything is that Prometheus reads, or sends to: `host:port`. */
export interface Targets {
  readonly processes: Readonly<Record<Exporter, ProcessTargets>>;
  /** An exporter that is not given is not asked, nor missed. */
  readonly exporters: Readonly<Partial<Record<ServerExporter, string>>>;
  readonly alertmanager: string;
  /** Prometheus itself, as it reaches itself. */
  readonly prometheus: string;
  /** Asks TLS addresses how long their certificates last; the addresses stand in `https-targets/*.yml`. */
  readonly blackboxExporter?: string;
}

export interface PrometheusOptions {
  readonly targets: Targets;
  /** How often everything is read and the rules are evaluated; default 15 s, and 5 s for the web server. */
  readonly every?: Window;
}

/** The host names and ports of docker compose, where `--scale` makes several processes of one name. */
export const COMPOSE_TARGETS: Targets = {
  processes: {
    'web-server': { names: ['web-server', 'web-server-green'], port: 8080 },
    'outbox-publisher': { names: ['outbox-publisher'], port: 8083 },
    'prime-check-worker': { names: ['prime-check-worker'], port: 8081 },
    'email-send-worker': { names: ['email-send-worker'], port: 8082 },
    'dlq-manager': { names: ['dlq-manager'], port: 8084 },
    'event-hub': { names: ['event-hub'], port: 9500 },
  },
  exporters: {
    'mysql-exporter': 'mysql-exporter:9104',
    'redis-exporter': 'redis-exporter:9121',
    'node-exporter': 'node-exporter:9100',
  },
  alertmanager: 'alertmanager:9093',
  prometheus: 'localhost:9090',
  blackboxExporter: 'blackbox-exporter:9115',
};

/** `prometheus.yml`. A job is named for its process: rules and dashboards know it by that name. */
export function prometheusConfig({ targets, every }: PrometheusOptions): string {
  const jobs = [
    ...EXPORTERS.map((name) => ({
      job_name: name,
      ...(name === 'web-server' && every === undefined && { scrape_interval: '5s' }),
      // A process answers without its dependencies; one that takes longer is in trouble.
      scrape_timeout: every ?? '5s',
      ...processTargets(targets.processes[name]),
    })),
    ...SERVER_EXPORTERS.flatMap((name) => {
      const target = targets.exporters[name];
      return target === undefined ? [] : [{ job_name: name, static_configs: [{ targets: [target] }] }];
    }),
    { job_name: 'prometheus', static_configs: [{ targets: [targets.prometheus] }] },
    { job_name: 'alertmanager', static_configs: [{ targets: [targets.alertmanager] }] },
    ...(targets.blackboxExporter === undefined ? [] : [certificates(targets.blackboxExporter)]),
  ];
  return asYaml({
    global: { scrape_interval: every ?? '15s', evaluation_interval: every ?? '15s' },
    rule_files: ['rules/*.yml', 'alerts/*.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [targets.alertmanager] }] }] },
    scrape_configs: jobs,
  });
}

function processTargets(targets: ProcessTargets): object {
  if (!('names' in targets)) return { static_configs: [{ targets }] };
  return { dns_sd_configs: [{ names: targets.names, type: 'A', port: targets.port, refresh_interval: '5s' }] };
}

/** The blackbox exporter is asked about each address: the address becomes a parameter, the exporter the target. */
function certificates(exporter: string): object {
  return {
    job_name: 'certificates',
    metrics_path: '/probe',
    params: { module: ['http_2xx'] },
    scrape_interval: '5m',
    file_sd_configs: [{ files: ['https-targets/*.yml'] }],
    relabel_configs: [
      { source_labels: ['__address__'], target_label: '__param_target' },
      { source_labels: ['__param_target'], target_label: 'instance' },
      { target_label: '__address__', replacement: exporter },
    ],
  };
}
