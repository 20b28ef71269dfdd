import { APPS } from './apps.ts';
import { MONITORING_PORTS } from './monitoring-ports.ts';

export interface Step {
  id: string;
  title: string;
  /** Run at the same time as each other. */
  parts?: readonly Step[];
}

const SERVER_NAMES = ['mysql', 'nats', 'redis', 'mail'] as const;

/** What `./scripts/start` shows, in its order. */
export function stepsOf({ monitoring }: { readonly monitoring: boolean }): readonly Step[] {
  return monitoring ? [...STEPS, MONITORING] : STEPS;
}

const STEPS: readonly Step[] = [
  { id: 'settings', title: 'Settings, secrets and free ports' },
  { id: 'servers', title: 'Servers', parts: SERVER_NAMES.map((name) => ({ id: name, title: name })) },
  { id: 'migrate', title: 'Database schema and accounts' },
  { id: 'web-client', title: 'Web client' },
  { id: 'apps', title: 'Apps', parts: APPS.map(({ name }) => ({ id: name, title: name })) },
];

const MONITORING: Step = {
  id: 'monitoring',
  title: 'Monitoring',
  parts: MONITORING_PORTS.map(({ name }) => ({ id: name, title: name })),
};
