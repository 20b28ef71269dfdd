import { APPS } from './apps.ts';
import { MONITORING_PORTS } from './monitoring-ports.ts';
import type { Settings } from './settings.ts';
import { StackError } from './stack-error.ts';

interface PortDefinition {
  /** Whose port it is, in words. */
  owner: string;
  variable: string;
  defaultPort: number;
}

const SERVER_PORTS: readonly PortDefinition[] = [
  { owner: 'mysql', variable: 'MYSQL_PORT', defaultPort: 13306 },
  { owner: 'nats', variable: 'NATS_PORT', defaultPort: 14222 },
  { owner: 'the NATS monitor', variable: 'NATS_MONITOR_PORT', defaultPort: 18222 },
  { owner: 'redis', variable: 'REDIS_PORT', defaultPort: 16379 },
  { owner: 'mail (SMTP)', variable: 'SMTP_PORT', defaultPort: 11025 },
  { owner: 'the mail page', variable: 'MAIL_UI_PORT', defaultPort: 18025 },
];

interface PlannedPort {
  owner: string;
  variable: string;
  port: number;
}

export interface PortPlan {
  all: readonly PlannedPort[];
  of: (variable: string) => number;
}

/**
 * The port of every process: what its variable says, else its default moved by `BALLAST_PORT_OFFSET`. A port that is
 * set is taken as it stands.
 *
 * @throws StackError `setting_invalid` for what is no port, and for one port that two processes would share.
 */
export function planPorts(settings: Settings): PortPlan {
  const offset = readOffset(settings);
  const definitions = [
    ...SERVER_PORTS,
    ...APPS.map((app) => ({ owner: app.name, variable: app.portVariable, defaultPort: app.defaultPort })),
    ...MONITORING_PORTS.map((tool) => ({
      owner: tool.name,
      variable: tool.portVariable,
      defaultPort: tool.defaultPort,
    })),
  ];
  const all = definitions.map(({ owner, variable, defaultPort }) => ({
    owner,
    variable,
    port: readPort(variable, settings[variable], defaultPort + offset),
  }));
  refuseSharedPorts(all);
  const byVariable = new Map(all.map(({ variable, port }) => [variable, port]));
  return {
    all,
    of: (variable) => {
      const port = byVariable.get(variable);
      if (port === undefined) throw new StackError('setting_invalid', `No process has its port in ${variable}.`);
      return port;
    },
  };
}

function readOffset(settings: Settings): number {
  const text = settings.BALLAST_PORT_OFFSET || '0';
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new StackError('setting_invalid', `BALLAST_PORT_OFFSET must be a whole number, such as 100; it is "${text}".`);
}

function readPort(variable: string, text: string | undefined, fallback: number): number {
  const port = text ? Number(/^\d{1,5}$/.test(text) ? text : Number.NaN) : fallback;
  if (port >= 1 && port <= 65_535) return port;
  const remedy = text ? `it is "${text}"` : 'BALLAST_PORT_OFFSET moves it too far';
  throw new StackError('setting_invalid', `${variable} must be a port from 1 to 65535; ${remedy}.`);
}

function refuseSharedPorts(ports: readonly PlannedPort[]): void {
  const seen = new Map<number, string>();
  for (const { port, variable } of ports) {
    const other = seen.get(port);
    if (other !== undefined) {
      throw new StackError(
        'setting_invalid',
        `${other} and ${variable} are both ${port}: set one of them to another port.`,
      );
    }
    seen.set(port, variable);
  }
}
