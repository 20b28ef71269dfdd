import { APPS } from '../stack/apps.ts';
import { SECRET_VARIABLES } from '../stack/secrets.ts';
import { variablesOf } from './app-settings.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const nonEmpty: Schema = { type: 'string', minLength: 1 };
const flag: Schema = { type: 'boolean' };
const port: Schema = { type: 'integer', minimum: 1, maximum: 65_535 };
const share: Schema = { type: 'number', minimum: 0, maximum: 1 };
const name: Schema = { type: 'string', pattern: '^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$' };
const texts: Schema = { type: 'object', additionalProperties: text };
const objects: Schema = { type: 'array', items: { type: 'object' } };
const count = (minimum: number): Schema => ({ type: 'integer', minimum });
const webUrl: Schema = { type: 'string', pattern: '^(https?://[^/\\s]+.*)?$' };
const cidrs: Schema = { type: 'array', items: { type: 'string', pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$' } };

/** What is not named is refused: a misspelt value would be one that nobody reads. */
function closed(properties: Schema, required: readonly string[] = []): Schema {
  return { type: 'object', additionalProperties: false, ...(required.length > 0 && { required }), properties };
}

/** The CA certificates of a server. */
const ca = closed({ configMap: text, key: nonEmpty });

/** What the chart sets from values of its own; the settings are all the others. */
const SET_BY_THE_CHART: ReadonlySet<string> = new Set([
  ...['BALLAST_RELEASE', 'HOST', 'PORT', 'MYSQL_HOST', 'MYSQL_PORT', 'MYSQL_DATABASE', 'MYSQL_USER', 'MYSQL_PASSWORD'],
  ...['NATS_HOST', 'NATS_PORT', 'NATS_SERVERS', 'NATS_CREDS', 'NATS_NAMESPACE', 'NATS_REPLICAS', 'NATS_MONITOR_URL'],
  ...['MYSQL_TLS', 'MYSQL_TLS_CA_FILE', 'NATS_USERNAME', 'NATS_PASSWORD', 'NATS_TLS', 'NATS_TLS_CA_FILE'],
  ...['REDIS_USERNAME', 'REDIS_TLS', 'REDIS_TLS_CA_FILE', 'SMTP_TLS_CA_FILE'],
  ...['REDIS_HOST', 'REDIS_PORT', 'SMTP_HOST', 'SMTP_PORT', 'SMTP_USERNAME', 'SMTP_FROM', 'SMTP_REQUIRE_TLS'],
  ...['SMTP_PLAINTEXT_OVER_PRIVATE_NETWORK', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
  ...['JAEGER_HOST', 'JAEGER_PORT', 'TRACE_SAMPLE_RATIO', 'TRACE_URL_TEMPLATE', 'PUBLIC_URL', 'TRUSTED_PROXY_CIDRS'],
  ...SECRET_VARIABLES,
]);

function settings(variables: readonly string[]): Schema {
  const own = variables.filter((variable) => !SET_BY_THE_CHART.has(variable)).toSorted();
  return closed(Object.fromEntries(own.map((variable) => [variable, { type: ['string', 'number', 'boolean'] }])));
}

const resources = closed(
  {
    requests: closed({ cpu: quantity(), memory: quantity() }, ['cpu', 'memory']),
    limits: closed({ cpu: quantity(), memory: quantity() }, ['cpu', 'memory']),
  },
  ['requests', 'limits'],
);

function quantity(): Schema {
  return { type: ['string', 'number'], pattern: '^[0-9]+(\\.[0-9]+)?(m|[KMGT]i?|k)?$' };
}

const scalings = (kinds: readonly string[]): Schema =>
  closed({
    kind: { enum: kinds },
    minReplicas: count(1),
    maxReplicas: count(1),
    cpuPercent: { type: 'integer', minimum: 1, maximum: 100 },
    ...(kinds.includes('keda') && { lag: count(1) }),
  });

/** They have a consumer whose lag can be read. */
const WITH_LAG: ReadonlySet<string> = new Set(['prime-check-worker', 'email-send-worker']);

async function processSchema(app: string): Promise<Schema> {
  return closed(
    {
      replicas: count(1),
      settings: settings(await variablesOf({ name: app })),
      preStopSeconds: { type: 'integer', minimum: 0, maximum: 300 },
      resources,
      autoscaling: scalings(WITH_LAG.has(app) ? ['none', 'hpa', 'keda'] : ['none', 'hpa']),
      podAnnotations: texts,
      nodeSelector: texts,
      tolerations: objects,
      affinity: { type: 'object' },
      priorityClassName: text,
    },
    ['replicas', 'resources', 'autoscaling'],
  );
}

/** `values.schema.json`: settings by the names that the apps' own schemas know. */
export async function valuesSchema(): Promise<Schema> {
  const names = APPS.map((app) => app.name).toSorted();
  const variables = await Promise.all(APPS.map(variablesOf));
  const ofAll = variables.reduce((common, own) => common.filter((variable) => own.includes(variable)));
  const processes = await Promise.all(names.map(async (app) => [app, await processSchema(app)] as const));
  const schema = closed(
    {
      // Put in by Helm where the chart is part of another.
      global: { type: 'object' },
      image: closed({
        repository: nonEmpty,
        tag: { type: 'string', not: { enum: ['latest', 'main', 'master', 'edge'] }, pattern: '^[A-Za-z0-9_.-]*$' },
        digest: { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' },
        pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
      }),
      imagePullSecrets: { type: 'array', items: closed({ name }, ['name']) },
      fullnameOverride: text,
      // Empty only until somebody sets it: the templates say so in words. This machine's own is for a look by port-forward.
      publicUrl: { type: 'string', pattern: '^(https://[^/\\s]+|http://localhost(:[0-9]+)?)?$' },
      secrets: closed(
        {
          existingSecret: name,
          from: {
            type: 'object',
            propertyNames: { enum: [...SECRET_VARIABLES, 'NATS_CREDS', 'NATS_PASSWORD'].toSorted() },
            additionalProperties: closed({ name, key: nonEmpty }, ['name', 'key']),
          },
          serviceKeys: flag,
          producerKeys: flag,
        },
        ['existingSecret'],
      ),
      mysql: closed({
        host: nonEmpty,
        port,
        database: nonEmpty,
        migrationUser: nonEmpty,
        tls: flag,
        ca,
        exporterAccount: flag,
        peers: objects,
      }),
      nats: closed({
        servers: { type: 'array', minItems: 1, items: { type: 'string', pattern: '^[^\\s:/]+:[0-9]+$' } },
        replicas: { enum: [1, 3, 5] },
        namespace: { type: 'string', pattern: '^[A-Za-z0-9_-]{0,32}$' },
        credentials: flag,
        username: text,
        tls: flag,
        ca,
        monitorUrl: webUrl,
        account: nonEmpty,
        peers: objects,
      }),
      redis: closed({ host: nonEmpty, port, username: text, tls: flag, ca, peers: objects }),
      smtp: closed({ host: nonEmpty, port, username: text, from: nonEmpty, requireTls: flag, ca, peers: objects }),
      tracing: closed({
        endpoint: webUrl,
        protocol: { enum: ['http/protobuf', 'http/json', 'grpc'] },
        sampleRatio: share,
        urlTemplate: webUrl,
        peers: objects,
      }),
      settings: settings(ofAll),
      processes: closed(Object.fromEntries(processes), names),
      migration: closed({ enabled: flag, deadlineSeconds: count(1), resources }),
      topologySpread: closed({ enabled: flag, whenUnsatisfiable: { enum: ['ScheduleAnyway', 'DoNotSchedule'] } }),
      podDisruptionBudget: closed({ enabled: flag }),
      serviceAccount: closed({ create: flag, annotations: texts }),
      service: closed({ type: { enum: ['ClusterIP', 'NodePort', 'LoadBalancer'] }, port, annotations: texts }),
      ingress: closed({ enabled: flag, className: text, annotations: texts, tlsSecret: text }),
      trustedProxyCidrs: cidrs,
      networkPolicy: closed({
        enabled: flag,
        ingressFrom: objects,
        producersFrom: objects,
        metricsFrom: objects,
        dns: objects,
      }),
      monitoring: closed({
        serviceMonitor: flag,
        rules: flag,
        dashboards: flag,
        labels: texts,
        dashboardLabels: texts,
        grafanaUrl: webUrl,
        runbooksUrl: webUrl,
      }),
    },
    ['image', 'publicUrl', 'secrets', 'mysql', 'nats', 'redis', 'smtp', 'processes'],
  );
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Values of the chart ballast', ...schema };
}
