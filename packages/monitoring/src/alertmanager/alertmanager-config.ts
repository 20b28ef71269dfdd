import { asYaml } from '../as-yaml.ts';
import type { Window } from '../promql/vector.ts';
import { INHIBITIONS } from './inhibitions.ts';

/** Files with secrets: Alertmanager reads each when it sends, so that a new one needs no restart. */
export interface SecretFiles {
  /** The address of an incoming webhook. */
  readonly slackUrl?: string;
  /** The integration key of an Events API v2 service. */
  readonly pagerdutyKey?: string;
  readonly smtpPassword?: string;
}

export interface AlertmanagerOptions {
  readonly secrets: SecretFiles;
  readonly mail: {
    /** `host:port` */
    readonly server: string;
    readonly from: string;
    readonly to: string;
    readonly username?: string;
    /** Refuse a server that does not offer STARTTLS; default true. */
    readonly requireTls?: boolean;
  };
  /** Where PagerDuty's Events API is, if not where it always is. */
  readonly pagerdutyUrl?: string;
  /** How long messages are held back to be sent as one; tests want to see each of them soon. */
  readonly group?: { readonly wait: Window; readonly interval: Window };
}

export const TEMPLATES_FOLDER = 'templates';

/** `alertmanager.yml`: who is told what. A channel whose secret is not given is left out. */
export function alertmanagerConfig(options: AlertmanagerOptions): string {
  const { secrets, mail, group = { wait: '30s', interval: '5m' } } = options;
  return asYaml({
    global: {
      resolve_timeout: '5m',
      smtp_smarthost: mail.server,
      smtp_from: mail.from,
      smtp_require_tls: mail.requireTls ?? true,
      ...(mail.username !== undefined && { smtp_auth_username: mail.username }),
      ...(secrets.smtpPassword !== undefined && { smtp_auth_password_file: secrets.smtpPassword }),
      ...(secrets.slackUrl !== undefined && { slack_api_url_file: secrets.slackUrl }),
      ...(options.pagerdutyUrl !== undefined && { pagerduty_url: options.pagerdutyUrl }),
    },
    templates: [`${TEMPLATES_FOLDER}/*.tmpl`],
    route: {
      receiver: 'warning',
      group_by: ['alertname', 'job', 'slo'],
      group_wait: group.wait,
      group_interval: group.interval,
      repeat_interval: '4h',
      routes: [
        { receiver: 'watchdog', matchers: ['alertname="Watchdog"'] },
        { receiver: 'critical', matchers: ['severity="critical"'], repeat_interval: '1h' },
        { receiver: 'warning-by-mail', matchers: ['severity="warning"', 'mail="true"'] },
        { receiver: 'warning', matchers: ['severity="warning"'] },
      ],
    },
    inhibit_rules: INHIBITIONS,
    receivers: [
      // Whoever watches this system from outside adds a webhook here that misses the message.
      { name: 'watchdog' },
      { name: 'critical', ...slack(options, '#alerts-critical'), ...pagerduty(options), ...email(options) },
      { name: 'warning-by-mail', ...slack(options, '#alerts-warning'), ...email(options) },
      { name: 'warning', ...slack(options, '#alerts-warning') },
    ],
  });
}

function slack({ secrets }: AlertmanagerOptions, channel: string): object {
  if (secrets.slackUrl === undefined) return {};
  const link = (text: string, template: string) => ({ type: 'button', text, url: `{{ template "${template}" . }}` });
  return {
    slack_configs: [
      {
        channel,
        send_resolved: true,
        username: 'Ballast',
        color: '{{ template "ballast.color" . }}',
        title: '{{ template "ballast.title" . }}',
        title_link: '{{ template "ballast.alertmanager" . }}',
        fallback: '{{ template "ballast.title" . }}',
        text: '{{ template "ballast.slack.text" . }}',
        actions: [
          link('Runbook', 'ballast.runbook'),
          link('Dashboard', 'ballast.dashboard'),
          link('Query', 'ballast.query'),
        ],
      },
    ],
  };
}

function pagerduty({ secrets }: AlertmanagerOptions): object {
  if (secrets.pagerdutyKey === undefined) return {};
  return {
    pagerduty_configs: [
      {
        routing_key_file: secrets.pagerdutyKey,
        send_resolved: true,
        severity: 'critical',
        class: '{{ .GroupLabels.alertname }}',
        client: 'Ballast',
        client_url: '{{ template "ballast.alertmanager" . }}',
        description: '{{ template "ballast.title" . }}',
        details: {
          firing: '{{ template "ballast.text" .Alerts.Firing }}',
          resolved: '{{ template "ballast.text" .Alerts.Resolved }}',
        },
        links: [
          { href: '{{ template "ballast.runbook" . }}', text: 'Runbook' },
          { href: '{{ template "ballast.dashboard" . }}', text: 'Dashboard' },
          { href: '{{ template "ballast.query" . }}', text: 'Query' },
        ],
      },
    ],
  };
}

function email({ mail }: AlertmanagerOptions): object {
  return {
    email_configs: [
      {
        to: mail.to,
        send_resolved: true,
        headers: { Subject: '{{ template "ballast.title" . }}' },
        text: '{{ template "ballast.mail.text" . }}',
        html: '{{ template "ballast.mail.html" . }}',
      },
    ],
  };
}
