import { join } from 'node:path';
import { awaitReady, startLoggedProcess } from '@ballast/native-stack';
import { APPS, type AppDefinition } from './apps.ts';
import { appEnvironment, type EnvironmentInput } from './environments.ts';
import { expectReady } from './health.ts';
import type { Layout } from './layout.ts';
import type { ProcessDefinition } from './supervised-process.ts';

const READY_TIMEOUT_MS = 60_000;
const DEFAULT_GRACE_SECONDS = 30;
/** The process ends by itself after its grace period; only when it does not, it is killed this much later. */
const KILL_MARGIN_MS = 5_000;

/** The apps of the native stack, as the supervisor starts them: each by Node from its source, with its own environment. */
export function appDefinitions(layout: Layout, input: EnvironmentInput): ProcessDefinition[] {
  return APPS.map((app) => appDefinition(app, layout, input));
}

function appDefinition(app: AppDefinition, layout: Layout, input: EnvironmentInput): ProcessDefinition {
  const { name } = app;
  const port = input.ports.of(app.portVariable);
  const graceSeconds = Number(input.settings.SHUTDOWN_GRACE_SECONDS || DEFAULT_GRACE_SECONDS);
  return {
    name,
    kind: 'app',
    port,
    launch: () =>
      startLoggedProcess({
        name,
        command: process.execPath,
        args: [join(layout.root, 'apps', name, 'src', 'main.ts')],
        cwd: layout.root,
        env: { NODE_COMPILE_CACHE: layout.compileCache, ...appEnvironment(app, input) },
        logPath: layout.log(name),
        stopTimeoutMs: graceSeconds * 1000 + KILL_MARGIN_MS,
      }),
    awaitReady: (running) =>
      awaitReady(running, { name, port, probe: () => expectReady(port), timeoutMs: READY_TIMEOUT_MS }),
  };
}
