import { resolve } from 'node:path';
import { layoutOf } from '../stack/layout.ts';
import { isAlive } from '../stack/process-identity.ts';
import { readSettings } from '../stack/settings.ts';
import { readState } from '../stack/state-file.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Where the system is that is to be looked at: this clone's native stack while it runs, else docker compose's. */
export interface StackPlace {
  readonly stack: 'native' | 'compose';
  readonly web: string;
  readonly prometheus: string;
  /** Where the native processes write their logs. */
  readonly logs: string;
  readonly root: string;
}

/** What BALLAST_URL and PROMETHEUS_URL say wins. */
export function findStackPlace(env: NodeJS.ProcessEnv = process.env): StackPlace {
  const settings = readSettings(ROOT, env);
  const layout = layoutOf(ROOT, settings);
  const state = readState(layout.statePath);
  const native = state !== undefined && isAlive(state.supervisor);
  const at = (name: string, port: number) =>
    `http://127.0.0.1:${(native && state.processes.find((one) => one.name === name)?.port) || port}`;
  return {
    stack: native ? 'native' : 'compose',
    web: settings.BALLAST_URL || at('web-server', 8080),
    prometheus: settings.PROMETHEUS_URL || at('prometheus', native ? 19090 : 9090),
    logs: resolve(layout.log('any'), '..'),
    root: ROOT,
  };
}
