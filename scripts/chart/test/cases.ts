import { join } from 'node:path';
import { CHART } from './helm.ts';

export interface ChartCase {
  readonly what: string;
  readonly args: readonly string[];
}

const SITE = ['--set', 'publicUrl=https://ballast.example.com'];
const file = (name: string) => ['-f', join(CHART, `values-${name}.yaml`)];

export const DEFAULTS: ChartCase = { what: 'the defaults', args: SITE };
const SINGLE: ChartCase = { what: 'values-single.yaml', args: file('single') };
export const CLUSTER: ChartCase = { what: 'values-cluster.yaml', args: file('cluster') };

/** One switch turned from how `values-cluster.yaml`, which has the most on, or the defaults have it. */
const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  'an image by its digest': ['image.repository=registry.example.com/ballast', `image.digest=sha256:${'0'.repeat(64)}`],
  'an image by a tag of its own, behind a secret': ['image.tag=0.2.0', 'imagePullSecrets[0].name=registry'],
  'a name of its own': ['fullnameOverride=other'],
  'secrets elsewhere, and services with keys': [
    'secrets.existingSecret=mine',
    'secrets.from.REDIS_PASSWORD.name=redis',
    'secrets.from.REDIS_PASSWORD.key=password',
    'secrets.serviceKeys=true',
    'secrets.producerKeys=true',
  ],
  'the account of a MySQL exporter': ['mysql.exporterAccount=true'],
  'a namespace on NATS, with credentials and over several ports': [
    'nats.namespace=staging',
    'nats.credentials=true',
    'nats.servers={one:4222,two:4223}',
  ],
  'no NATS monitor': ['nats.monitorUrl='],
  'mails over a private network': ['smtp.requireTls=false', 'smtp.port=1025'],
  'mails with a name and a password': ['smtp.username=ballast'],
  'traces over gRPC': ['tracing.endpoint=http://jaeger:4317', 'tracing.protocol=grpc'],
  'TLS to every server, by public authorities': ['mysql.tls=true', 'nats.tls=true', 'redis.tls=true'],
  'TLS to every server, each with its own authority': [
    'mysql.host=db.example.com',
    'mysql.tls=true',
    'mysql.ca.configMap=mysql',
    'nats.servers={nats.example.com:4222}',
    'nats.tls=true',
    'nats.ca.configMap=authorities',
    'nats.ca.key=nats.pem',
    'redis.host=redis.example.com',
    'redis.tls=true',
    'redis.ca.configMap=authorities',
    'smtp.ca.configMap=authorities',
  ],
  'NATS and Redis by a name and a password': ['nats.username=shop', 'redis.username=shop'],
  'settings of all and of one process, large and fractional numbers among them': [
    'settings.LOG_LEVEL=debug',
    'settings.SHUTDOWN_GRACE_SECONDS=12.5',
    'processes.web-server.settings.RATE_LIMIT_EMAIL_GLOBAL_PER_DAY=10000000',
    'processes.web-server.settings.RATE_LIMIT_ENABLED=false',
    'processes.prime-check-worker.settings.SHUTDOWN_GRACE_SECONDS=90',
    'processes.prime-check-worker.settings.RETRY_JITTER=0.25',
  ],
  'places for pods': [
    'processes.web-server.nodeSelector.disk=ssd',
    'processes.web-server.tolerations[0].key=spot',
    'processes.web-server.tolerations[0].operator=Exists',
    'processes.web-server.priorityClassName=high',
    'processes.web-server.podAnnotations.team=shop',
    'processes.web-server.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].key=metadata.name',
    'processes.web-server.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].operator=Exists',
  ],
  'scaling by processor time': [
    'processes.web-server.autoscaling.kind=hpa',
    'processes.prime-check-worker.autoscaling.kind=hpa',
    'processes.outbox-publisher.autoscaling.kind=hpa',
    'processes.dlq-manager.autoscaling.kind=hpa',
  ],
  'scaling by lag': [
    'processes.prime-check-worker.autoscaling.kind=keda',
    'processes.email-send-worker.autoscaling.kind=keda',
    'nats.monitorUrl=https://nats.example.com',
  ],
  'no job that migrates': ['migration.enabled=false'],
  'pods anywhere': ['topologySpread.enabled=false'],
  'pods only apart': ['topologySpread.whenUnsatisfiable=DoNotSchedule'],
  'no disruption budgets': ['podDisruptionBudget.enabled=false'],
  'no service account of its own': ['serviceAccount.create=false'],
  'a service account that a cloud knows': ['serviceAccount.annotations.role=ballast'],
  'a load balancer': ['service.type=LoadBalancer', 'service.port=443', 'service.annotations.internal=yes'],
  'an ingress': ['ingress.enabled=true', 'trustedProxyCidrs={10.0.0.0/8}'],
  'no network policies': ['networkPolicy.enabled=false'],
  'network policies that let nobody in': ['networkPolicy.ingressFrom=null', 'networkPolicy.metricsFrom=null'],
  'service monitors': ['monitoring.serviceMonitor=true'],
  rules: ['monitoring.rules=true'],
  dashboards: ['monitoring.dashboards=true'],
};

export const CASES: readonly ChartCase[] = [
  DEFAULTS,
  SINGLE,
  CLUSTER,
  ...Object.entries(SWITCHES).map(([what, values]) => ({
    what,
    args: [...SITE, ...values.flatMap((value) => ['--set', value])],
  })),
];
