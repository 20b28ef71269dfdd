import { CERTIFICATE_EXPIRY, series, UP } from '@ballast/monitoring';
import { FOREIGN_METRICS, METRICS } from '@ballast/telemetry';
import type { AlertCase, Input } from './alert-case.ts';

const { broker, processes } = METRICS;
const { machine, mysqlServer } = FOREIGN_METRICS;

/** Whether each of these jobs answers. */
function answering(jobs: Readonly<Record<string, string>>): Input {
  return Object.fromEntries(
    Object.entries(jobs).map(([job, values]) => [series(UP, { job, instance: `${job}:80` }).promql, values]),
  );
}

const WORKERS = { 'prime-check-worker': '1x300', 'email-send-worker': '1x300' };
const OTHERS = {
  'web-server': '1x300',
  'outbox-publisher': '1x300',
  'dlq-manager': '1x300',
  'event-hub': '1x300',
};
const isGone = (job: string) => ({ labels: { job }, summary: `${job} is down` });

const heartbeat = (values: string): Input => ({
  [series(processes.lastHeartbeat, { job: 'web-server', instance: 'a:80' }).promql]: values,
});
const certificate = (days: number): Input => ({
  [series(CERTIFICATE_EXPIRY, { instance: 'https://ballast.example' }).promql]: `${days * 86_400}x300`,
});

function disk(fstype: string, freeOf100: number): Input {
  const labels = { device: '/dev/sda1', fstype, mountpoint: '/data', instance: 'a' };
  return {
    [series(machine.diskAvailable, labels).promql]: `${freeOf100}x300`,
    [series(machine.diskSize, labels).promql]: '100x300',
  };
}

export const PROCESS_CASES: readonly AlertCase[] = [
  {
    alert: 'WorkerDown',
    fault: answering({ ...WORKERS, 'email-send-worker': '0x300' }),
    from: 0,
    labels: { job: 'email-send-worker', instance: 'email-send-worker:80' },
    summary: 'email-send-worker is down',
    fine: {
      'all answer': answering(WORKERS),
      'one was started again': answering({ ...WORKERS, 'email-send-worker': '1 0 1x300' }),
      'a web server is down': answering({ ...WORKERS, ...OTHERS, 'web-server': '0x300' }),
    },
    withoutData: { from: 0, firing: Object.keys(WORKERS).map(isGone) },
  },
  {
    alert: 'WorkerDown',
    fault: answering({ 'prime-check-worker': '1x300' }),
    from: 0,
    ...isGone('email-send-worker'),
    fine: {},
    withoutData: { from: 0, firing: Object.keys(WORKERS).map(isGone) },
  },
  {
    alert: 'ProcessDown',
    fault: answering({ ...OTHERS, 'dlq-manager': '0x300' }),
    from: 0,
    labels: { job: 'dlq-manager', instance: 'dlq-manager:80' },
    summary: 'dlq-manager is down',
    fine: {
      'all answer': answering(OTHERS),
      'a worker is down': answering({ ...OTHERS, 'prime-check-worker': '0x300' }),
    },
    withoutData: { from: 0, firing: Object.keys(OTHERS).map(isGone) },
  },
  {
    alert: 'ProcessStalled',
    fault: heartbeat('0x300'),
    from: 2,
    labels: { job: 'web-server', instance: 'a:80' },
    summary: 'web-server on a:80 is up and gets nowhere',
    description: 'It answers, and has stored no sign of progress for 3m 0s.',
    fine: { 'signs come': heartbeat('0+60x300') },
  },
  {
    alert: 'MysqlDown',
    fault: { [series(mysqlServer.up).promql]: '0x300' },
    from: 0,
    summary: 'MySQL does not answer',
    fine: { 'it does': { [series(mysqlServer.up).promql]: '1x300' } },
  },
  {
    alert: 'NatsDown',
    fault: { [series(broker.up, { instance: 'a' }).promql]: '0x300' },
    from: 0,
    summary: 'JetStream does not answer',
    fine: {
      'one of two managers reaches it': {
        [series(broker.up, { instance: 'a' }).promql]: '0x300',
        [series(broker.up, { instance: 'b' }).promql]: '1x300',
      },
    },
  },
  {
    alert: 'ExporterDown',
    fault: answering({ 'redis-exporter': '0x300' }),
    from: 0,
    labels: { job: 'redis-exporter', instance: 'redis-exporter:80' },
    summary: 'redis-exporter is down',
    fine: { 'it answers': answering({ 'redis-exporter': '1x300' }) },
  },
  {
    alert: 'DiskFilling',
    fault: disk('ext4', 15),
    from: 0,
    labels: { instance: 'a', mountpoint: '/data' },
    summary: '/data is 85% full',
    fine: { 'a fifth is free': disk('ext4', 20), 'it is memory': disk('tmpfs', 1) },
  },
  {
    alert: 'CertificateExpiring',
    fault: certificate(10),
    from: 0,
    labels: { instance: 'https://ballast.example' },
    summary: 'The certificate of https://ballast.example ends in 9d 23h 0m 0s',
    fine: { 'it lasts three weeks': certificate(21) },
  },
  {
    alert: 'Watchdog',
    fault: {},
    from: 0,
    summary: 'Alerts work',
    fine: {},
    withoutData: { from: 0, firing: [{ summary: 'Alerts work' }] },
  },
];
