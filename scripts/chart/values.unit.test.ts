import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertGroups } from '@ballast/monitoring';
import { EXPORTERS } from '@ballast/telemetry';
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import type { IServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CLUSTER, DEFAULTS } from './test/cases.ts';
import { CHART, helm, ofKind, render } from './test/helm.ts';
import { valuesSchema } from './values-schema.ts';

const ROOT = join(CHART, '../../..');

describe('values.schema.json', () => {
  it('is what the settings of the apps say: pnpm generate:chart', async () => {
    expect(JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8'))).toEqual(await valuesSchema());
  });

  it.each([
    ['a value that nobody reads', 'replicaCount=3', /replicaCount/],
    ['a process that there is not', 'processes.mailer.replicas=1', /mailer/],
    ['a misspelt setting', 'processes.web-server.settings.INTAKE_MAX_GROUPS=1', /INTAKE_MAX_GROUPS/],
    ["another process's setting", 'processes.dlq-manager.settings.INTAKE_MAX_GROUP=1', /INTAKE_MAX_GROUP/],
    ['a setting that has a value of its own', 'settings.MYSQL_HOST=db', /MYSQL_HOST/],
    ['a secret among the settings', 'processes.web-server.settings.JWT_SECRET=x', /JWT_SECRET/],
    ['an image that moves', 'image.tag=latest', /image[./]tag/],
    ['pages without TLS', 'publicUrl=http://ballast.example.com', /publicUrl/],
    ['no replica', 'processes.web-server.replicas=0', /replicas/],
    ['two copies of a stream', 'nats.replicas=2', /nats[./]replicas/],
    ['a server without a port', 'nats.servers={nats}', /nats[./]servers/],
    ['scaling by a lag that there is not', 'processes.web-server.autoscaling.kind=keda', /autoscaling[./]kind/],
    ['no limits', 'processes.web-server.resources.limits=null', /limits/],
    ['a secret that there is not', 'secrets.from.PASSWORD.name=x', /PASSWORD/],
    ['a proxy without a range', 'trustedProxyCidrs={10.0.0.1}', /trustedProxyCidrs/],
  ])('refuses %s, and names it', async (_what, value, name) => {
    await expect(helm('template', 'shop', CHART, ...DEFAULTS.args, '--set', value)).rejects.toThrow(name);
  });
});

describe('what no schema can say', () => {
  it.each([
    ['publicUrl is required', []],
    ['trustedProxyCidrs is required', ['publicUrl=https://ballast.example.com', 'ingress.enabled=true']],
    [
      'minReplicas is over maxReplicas',
      [
        'publicUrl=https://b.example.com',
        'processes.web-server.autoscaling.kind=hpa',
        'processes.web-server.autoscaling.minReplicas=11',
      ],
    ],
    [
      'nats.monitorUrl is required',
      ['publicUrl=https://b.example.com', 'nats.monitorUrl=', 'processes.email-send-worker.autoscaling.kind=keda'],
    ],
  ])('is said in words: %s', async (words, values) => {
    const args = values.flatMap((value) => ['--set', value]);
    await expect(helm('template', 'shop', CHART, ...args)).rejects.toThrow(words);
  });
});

it('the chart has the version of the product', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(parse(readFileSync(join(CHART, 'Chart.yaml'), 'utf8'))).toMatchObject({ version, appVersion: version });
});

it('passes the linter of Helm, warnings included', async () => {
  await expect(helm('lint', '--strict', CHART, ...CLUSTER.args)).resolves.toContain('0 chart(s) failed');
});

describe('monitoring', () => {
  it('reads each process as often as prometheus.yml does, and calls it by the same name', async () => {
    const monitors = ofKind<IServiceMonitor>(await render(...CLUSTER.args), 'ServiceMonitor').map(({ spec }) => ({
      job_name: spec.selector.matchLabels?.[spec.jobLabel ?? ''],
      scrape_interval: spec.endpoints[0]?.interval,
      scrape_timeout: spec.endpoints[0]?.scrapeTimeout,
    }));
    const config = parse(readFileSync(join(ROOT, 'monitoring/prometheus.yml'), 'utf8')) as {
      global: { scrape_interval: string };
      scrape_configs: { job_name: string; scrape_interval?: string; scrape_timeout?: string }[];
    };
    const jobs = config.scrape_configs.map(({ job_name, scrape_interval, scrape_timeout }) => ({
      job_name,
      scrape_interval: scrape_interval ?? config.global.scrape_interval,
      scrape_timeout,
    }));
    expect(monitors).toHaveLength(EXPORTERS.length);
    for (const monitor of monitors) expect(jobs).toContainEqual(monitor);
  });

  it('has every alert, and links that lead to where people reach them', async () => {
    const rules = JSON.stringify(ofKind(await render(...CLUSTER.args), 'PrometheusRule'));
    for (const { alerts } of alertGroups()) {
      for (const { name } of alerts) expect(rules).toContain(`"alert":"${name}"`);
    }
    expect(rules).toContain('"runbook_url":"https://git.example.com/ballast/docs/runbooks/worker-down.md"');
    expect(rules).toContain('"dashboard_url":"https://grafana.example.com/d/ballast-system-overview"');
    expect(rules).not.toMatch(/localhost|externalURL/);
  });

  it('has every dashboard, byte for byte', async () => {
    const texts = (await render(...CLUSTER.args)).flatMap((manifest) =>
      manifest.metadata.labels?.grafana_dashboard === '1' && 'data' in manifest
        ? Object.entries(manifest.data as Record<string, string>)
        : [],
    );
    expect(texts).toHaveLength(10);
    for (const [name, text] of texts) {
      expect(readFileSync(join(ROOT, 'monitoring/grafana/dashboards', name), 'utf8')).toBe(text);
    }
  });
});

describe('scaling', () => {
  it("asks NATS' monitor by a name that another namespace knows, for what one replica is there for", async () => {
    const manifests = await render(...CLUSTER.args, '--set', 'nats.monitorUrl=http://nats:8222');
    const scaled = ofKind<IScaledObject>(manifests, 'ScaledObject');
    const triggers = scaled.flatMap(({ spec }) => spec?.triggers ?? []).map(({ metadata }) => metadata);
    expect(triggers).toHaveLength(2);
    for (const trigger of triggers) {
      expect(trigger).toMatchObject({ natsServerMonitoringEndpoint: 'nats.shop.svc:8222', lagThreshold: '500' });
    }
  });

  it('leaves the number of replicas to who scales', async () => {
    const deployments = ofKind<{ spec: { replicas?: number } }>(await render(...CLUSTER.args), 'Deployment');
    const fixed = deployments.filter(({ spec }) => spec.replicas !== undefined).map(({ metadata }) => metadata.name);
    expect(fixed.toSorted()).toEqual(['shop-ballast-dlq-manager', 'shop-ballast-outbox-publisher']);
  });
});
