import { parseEnv } from 'node:util';
import { planPorts } from './ports.ts';
import type { Settings } from './settings.ts';
import type { StackState } from './state-file.ts';

export interface StackAddress {
  readonly url: string;
  readonly key: string | undefined;
}

/**
 * Where this clone's web server is, and a key for it: its port from the running stack, else from the settings; its key
 * from `ADMIN_API_KEYS`, as it is set or as `./scripts/start` generated it.
 */
export function findStackAddress(settings: Settings, state: StackState | undefined, secrets: string): StackAddress {
  const running = state?.processes.find(({ name }) => name === 'web-server')?.port;
  const port = running ?? planPorts(settings).of('WEB_SERVER_PORT');
  return {
    url: `http://127.0.0.1:${port}`,
    key: findAdminKey(settings.ADMIN_API_KEYS || parseEnv(secrets).ADMIN_API_KEYS || ''),
  };
}

// `name:role:key`, comma-separated; a key may have colons of its own.
function findAdminKey(keys: string): string | undefined {
  const entries = keys.split(/[,\n]/).map((entry) => /^\s*[^:]*:([^:]*):(.*\S)\s*$/.exec(entry));
  return entries.find((entry) => entry?.[1] === 'admin')?.[2];
}
