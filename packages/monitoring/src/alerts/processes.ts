import { EXPORTERS, FOREIGN_METRICS, METRICS } from '@ballast/telemetry';
import type { Pace } from '../pace.ts';
import { CERTIFICATE_EXPIRY, UP } from '../prometheus/own-metrics.ts';
import { absent, constant, max, min, now } from '../promql/functions.ts';
import { above, below, equals, minus, or, over } from '../promql/operators.ts';
import { series } from '../promql/series.ts';
import type { AlertGroup } from './define-alert.ts';

const { broker, processes } = METRICS;
const { machine, mysqlServer } = FOREIGN_METRICS;
const WORKERS = EXPORTERS.filter((name) => name.endsWith('-worker'));
const OTHERS = EXPORTERS.filter((name) => !name.endsWith('-worker'));
/** A file system that is only memory, or the read-only image of something. */
const NO_DISK = 'tmpfs|ramfs|overlay|squashfs|iso9660|fuse.*';
const DAY_SECONDS = 86_400;

/** Processes, servers and the machine below them. */
export function processAlerts({ hold }: Pace): AlertGroup {
  const diskUsed = minus(
    1,
    over(
      series(machine.diskAvailable, { fstype: { unlike: NO_DISK } }),
      series(machine.diskSize, { fstype: { unlike: NO_DISK } }),
    ),
  );
  return {
    name: 'processes',
    alerts: [
      {
        name: 'WorkerDown',
        severity: 'critical',
        expr: downOf(WORKERS),
        for: hold('1m'),
        summary: '{{ $labels.job }} is down',
        description: 'It does not answer, or nobody knows of one. Messages wait in their stream and are not lost.',
        dashboard: 'system-overview',
      },
      {
        name: 'ProcessDown',
        severity: 'critical',
        expr: downOf(OTHERS),
        for: hold('1m'),
        summary: '{{ $labels.job }} is down',
        description: 'It does not answer, or nobody knows of one.',
        dashboard: 'system-overview',
      },
      {
        name: 'ProcessStalled',
        severity: 'critical',
        expr: above(minus(now, max(series(processes.lastHeartbeat), ['job', 'instance'])), 60),
        for: hold('1m'),
        summary: '{{ $labels.job }} on {{ $labels.instance }} is up and gets nowhere',
        description: 'It answers, and has stored no sign of progress for {{ $value | humanizeDuration }}.',
        dashboard: 'node-runtime',
      },
      {
        name: 'MysqlDown',
        severity: 'critical',
        expr: equals(min(series(mysqlServer.up)), 0),
        for: hold('1m'),
        summary: 'MySQL does not answer',
        description: 'Nothing new is accepted. Workers wait and spend no attempts.',
        dashboard: 'database',
      },
      {
        name: 'NatsDown',
        severity: 'critical',
        expr: equals(max(series(broker.up)), 0),
        for: hold('1m'),
        summary: 'JetStream does not answer',
        description: 'Requests are accepted and wait in the outbox; no verdict and no mail is made.',
        dashboard: 'message-queue',
      },
      {
        name: 'ExporterDown',
        severity: 'warning',
        expr: equals(min(series(UP, { job: { like: '.+-exporter' } }), ['job', 'instance']), 0),
        for: hold('5m'),
        summary: '{{ $labels.job }} is down',
        description: 'Its server may well run; what is known of it grows old, and alerts on it cannot fire.',
        dashboard: 'system-overview',
      },
      {
        name: 'DiskFilling',
        severity: 'warning',
        expr: above(max(diskUsed, ['instance', 'mountpoint']), 0.8),
        for: hold('5m'),
        summary: '{{ $labels.mountpoint }} is {{ $value | humanizePercentage }} full',
        description: 'A full disk stops MySQL and JetStream: nothing is accepted any more.',
        dashboard: 'system-overview',
      },
      {
        name: 'CertificateExpiring',
        severity: 'warning',
        expr: below(minus(min(series(CERTIFICATE_EXPIRY), ['instance']), now), 14 * DAY_SECONDS),
        for: hold('1h'),
        summary: 'The certificate of {{ $labels.instance }} ends in {{ $value | humanizeDuration }}',
        description: 'Its renewal has not worked. When it ends, browsers refuse the page.',
        dashboard: 'system-overview',
      },
      {
        name: 'Watchdog',
        severity: 'none',
        expr: constant(1),
        for: '0s',
        summary: 'Alerts work',
        description: 'Fires always. Who watches from outside is to be told when it does not.',
        dashboard: 'system-overview',
      },
    ],
  };
}

/** Not answering, or not even known: a target that is gone from the configuration has no `up` that could be 0. */
function downOf(jobs: readonly string[]) {
  const [first, ...rest] = jobs.map((job) => absent(series(UP, { job })));
  const silent = equals(series(UP, { job: jobs }), 0);
  return rest.reduce((all, one) => or(all, one), first === undefined ? silent : or(silent, first));
}
