import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { allAlerts } from '@ballast/monitoring';
import { beforeAll, expect, it } from 'vitest';
import { useMonitoringTools } from '../monitoring/test/use-tools.ts';

const run = promisify(execFile);
const config = join(import.meta.dirname, '../../monitoring/alertmanager.yml');

beforeAll(useMonitoringTools);

/** Which receivers are told of an alert with these labels, as Alertmanager's own tool says. */
async function receiversOf(labels: Readonly<Record<string, string>>): Promise<string> {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const { stdout } = await run('amtool', ['config', 'routes', 'test', `--config.file=${config}`, ...matchers]);
  return stdout.trim();
}

it('amtool finds nothing wrong with the configuration and its templates', async () => {
  const { stdout } = await run('amtool', ['check-config', config]);
  expect(stdout).toMatch(/4 receivers\n - 1 templates\n {2}SUCCESS/);
});

it.each([
  [{ alertname: 'HighErrorRate', severity: 'critical' }, 'critical'],
  [{ alertname: 'QueueBacklog', severity: 'critical', queue_name: 'primecheck_stream' }, 'critical'],
  [{ alertname: 'WorkerDown', severity: 'critical', job: 'email-send-worker' }, 'critical'],
  [{ alertname: 'AvailabilityBurn', severity: 'critical', window: '1h' }, 'critical'],
  [{ alertname: 'AvailabilityBurn', severity: 'warning', window: '3d' }, 'warning'],
  [{ alertname: 'ElevatedErrorRate', severity: 'warning' }, 'warning'],
  [{ alertname: 'VeryHighLatency', severity: 'warning', mail: 'true' }, 'warning-by-mail'],
  [{ alertname: 'DLQBacklog', severity: 'warning' }, 'warning'],
  [{ alertname: 'Watchdog', severity: 'none' }, 'watchdog'],
  [{ alertname: 'SomebodysOwn' }, 'warning'],
  [{ alertname: 'SomebodysOwn', severity: 'info' }, 'warning'],
  // Whatever else it says, what is critical wakes somebody up.
  [{ alertname: 'SomebodysOwn', severity: 'critical', mail: 'true' }, 'critical'],
])('%o is told to %s', async (labels, receiver) => {
  expect(await receiversOf(labels)).toBe(receiver);
});

it('every alert there is goes to one receiver, and what is critical to that one alone', async () => {
  for (const { name, severity, labels } of allAlerts()) {
    const receiver = await receiversOf({ alertname: name, severity, ...labels });
    expect(receiver === 'critical', name).toBe(severity === 'critical');
    expect(receiver, name).toMatch(/^(critical|warning|warning-by-mail|watchdog)$/);
  }
});
