import { type AlertmanagerOptions, alertmanagerConfig, TEMPLATES_FOLDER } from './alertmanager/alertmanager-config.ts';
import { MESSAGE_TEMPLATES } from './alertmanager/templates.ts';
import type { Links } from './alerts/define-alert.ts';
import { ruleFiles } from './alerts/rule-files.ts';
import { generateGrafana } from './dashboards/grafana-files.ts';
import type { GeneratedFile } from './generated-file.ts';
import { type Pace, REAL_PACE } from './pace.ts';
import { COMPOSE_TARGETS, type PrometheusOptions, prometheusConfig } from './prometheus/prometheus-config.ts';

export interface ServerFilesOptions {
  readonly prometheus: PrometheusOptions;
  readonly alertmanager: AlertmanagerOptions;
  readonly links: Links;
  /** How fast the rules are; only tests want another one than `REAL_PACE`. */
  readonly pace?: Pace;
}

/** What Prometheus and Alertmanager read, for servers wherever they are. */
export function serverFiles({
  prometheus,
  alertmanager,
  links,
  pace = REAL_PACE,
}: ServerFilesOptions): readonly GeneratedFile[] {
  return [
    { path: 'prometheus.yml', text: prometheusConfig(prometheus) },
    { path: 'alertmanager.yml', text: alertmanagerConfig(alertmanager) },
    { path: `${TEMPLATES_FOLDER}/ballast.tmpl`, text: MESSAGE_TEMPLATES },
    ...ruleFiles(links, pace),
  ];
}

/** Everything below `monitoring/`, as docker compose mounts it. */
export function generateMonitoring(): readonly GeneratedFile[] {
  return [...serverFiles(COMPOSE), ...generateGrafana()];
}

const COMPOSE: ServerFilesOptions = {
  prometheus: { targets: COMPOSE_TARGETS },
  alertmanager: {
    secrets: {
      slackUrl: '/run/secrets/SLACK_WEBHOOK_URL',
      pagerdutyKey: '/run/secrets/PAGERDUTY_ROUTING_KEY',
    },
    mail: {
      server: 'mailpit:1025',
      from: 'alerts@ballast.example',
      to: 'operators@ballast.example',
      requireTls: false,
    },
  },
  links: { grafana: 'http://localhost:3000' },
};
