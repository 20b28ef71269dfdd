import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fasterBy, type ServerFilesOptions, serverFiles, type Targets, writeFiles } from '@ballast/monitoring';
import { findFreePort, startAlertmanager, startPrometheus } from '@ballast/native-stack';
import { type SinkMail, startSmtpSink } from '@ballast/testkit';
import { startRecorder } from './start-recorder.ts';

const RUNBOOKS = resolve(import.meta.dirname, '../../../docs/runbooks');

/** What Slack is told: one attachment a message. */
interface SlackMessage {
  readonly channel: string;
  readonly attachments: readonly [
    {
      readonly title: string;
      readonly title_link: string;
      readonly text: string;
      readonly color: string;
      readonly actions: readonly { readonly text: string; readonly url: string }[];
    },
  ];
}

/** PagerDuty's Events API v2. */
interface PagerdutyEvent {
  readonly routing_key: string;
  readonly dedup_key: string;
  readonly event_action: 'trigger' | 'resolve';
  readonly payload: { readonly summary: string; readonly severity: string };
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

export interface Watch {
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  slack(): readonly SlackMessage[];
  pagerduty(): readonly PagerdutyEvent[];
  mails(): readonly SinkMail[];
  /** Watches these instead, from now on. */
  watch(processes: Targets['processes']): Promise<void>;
  close(): Promise<void>;
}

const SLACK_SECRET = '/services/T0/B0/secret';
export const PAGERDUTY_KEY = 'd41d8cd98f00b204e9800998ecf8427e';

/**
 * Prometheus and Alertmanager on the rules that operators have, thirty times as fast (`for: 2m` is 4 s, a window of 5 minutes is 10 s),
 * and in the place of Slack, PagerDuty and the mail server ones that record. The secrets are read from files.
 */
export async function startWatch(processes: Targets['processes']): Promise<Watch> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-watch-'));
  const recorder = await startRecorder();
  const sink = await startSmtpSink();
  const [prometheusPort, alertmanagerPort] = [await findFreePort(), await findFreePort()];
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const options = (watched: Targets['processes']): ServerFilesOptions => ({
    prometheus: {
      every: '1s',
      targets: {
        processes: watched,
        exporters: {},
        alertmanager: `127.0.0.1:${alertmanagerPort}`,
        prometheus: `127.0.0.1:${prometheusPort}`,
      },
    },
    alertmanager: {
      secrets: { slackUrl: join(folder, 'slack'), pagerdutyKey: join(folder, 'pagerduty') },
      pagerdutyUrl: `${recorder.url}/v2/enqueue`,
      mail: {
        server: `127.0.0.1:${sink.port}`,
        from: 'alerts@example.com',
        to: 'operators@example.com',
        requireTls: false,
      },
      group: { wait: '1s', interval: '1s' },
    },
    links: { grafana: 'http://grafana.example' },
    pace: fasterBy(30, 5),
  });
  await writeFile(join(folder, 'slack'), recorder.url + SLACK_SECRET);
  await writeFile(join(folder, 'pagerduty'), PAGERDUTY_KEY);
  await writeFiles(folder, serverFiles(options(processes)));

  const alertmanager = await startAlertmanager({
    dir: join(folder, 'alertmanager'),
    configPath: join(folder, 'alertmanager.yml'),
    port: alertmanagerPort,
    externalUrl: url(alertmanagerPort),
  });
  const prometheus = await startPrometheus({
    dir: join(folder, 'prometheus'),
    configPath: join(folder, 'prometheus.yml'),
    port: prometheusPort,
    externalUrl: url(prometheusPort),
    consolesPath: RUNBOOKS,
  });
  return {
    prometheusUrl: url(prometheusPort),
    alertmanagerUrl: url(alertmanagerPort),
    slack: () => recorder.posted<SlackMessage>(SLACK_SECRET),
    pagerduty: () => recorder.posted<PagerdutyEvent>('/v2/enqueue'),
    mails: () => sink.mails,
    watch: async (watched) => {
      await writeFiles(folder, serverFiles(options(watched)));
      const { status } = await fetch(`${url(prometheusPort)}/-/reload`, { method: 'POST' });
      if (status !== 200) throw new Error(`Prometheus refused its new configuration: ${status}`);
    },
    close: async () => {
      await Promise.all([prometheus.kill(), alertmanager.kill()]);
      await sink.stop();
      await recorder.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
