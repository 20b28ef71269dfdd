import { join } from 'node:path';
import { until } from '@ballast/testkit';
import { type ProcessIdentity, signalProcess } from '../stack/process-identity.ts';
import { readState } from '../stack/state-file.ts';
import type { Stack } from './stack.ts';

type ProcessName = 'mail' | 'web-server' | 'outbox-publisher' | 'prime-check-worker' | 'email-send-worker';

/** Sends a signal to a process of the stack, which is told by its pid; answers which one that was. */
export function signal(stack: Stack, name: ProcessName, what: NodeJS.Signals): ProcessIdentity {
  const { process } = stateOf(stack, name) ?? {};
  if (process === undefined || process === null) throw new Error(`${name} does not run`);
  signalProcess(process, what);
  return process;
}

/** Ends a process without a word. Resolves when its supervisor has started it again and it answers at `path`. */
export async function restart(stack: Stack, name: ProcessName, url: string): Promise<void> {
  const former = signal(stack, name, 'SIGKILL');
  await untilStarted(stack, name, former);
  await until(async () => (await fetch(url)).ok, { timeoutMs: 30_000, what: `${name} answers again` });
}

/** Until another process runs under the name. */
export async function untilStarted(stack: Stack, name: ProcessName, former: ProcessIdentity): Promise<void> {
  await until(
    () => {
      const pid = stateOf(stack, name)?.process?.pid;
      return pid !== undefined && pid !== former.pid;
    },
    { timeoutMs: 40_000, what: `${name} is started again` },
  );
}

function stateOf({ folder }: Stack, name: ProcessName) {
  return readState(join(folder, '.ballast/run/state.json'))?.processes.find((one) => one.name === name);
}
