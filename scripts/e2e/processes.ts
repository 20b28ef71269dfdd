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

/**
 * Ends a process, does something while it is away, which is as long as that takes, and has its supervisor start it again.
 * Resolves when another process runs under the name.
 */
export async function restart(
  stack: Stack,
  name: ProcessName,
  how: 'SIGTERM' | 'SIGKILL',
  whileAway: () => Promise<unknown>,
): Promise<void> {
  const { supervisor } = stackState(stack) ?? {};
  if (supervisor === undefined) throw new Error('the stack does not run');
  signalProcess(supervisor, 'SIGSTOP');
  try {
    const former = signal(stack, name, how);
    await whileAway();
    signalProcess(supervisor, 'SIGCONT');
    await untilStarted(stack, name, former);
  } finally {
    signalProcess(supervisor, 'SIGCONT');
  }
}

/** Holds a process back while something is done. */
export async function whileHeld(stack: Stack, name: ProcessName, act: () => Promise<unknown>): Promise<void> {
  signal(stack, name, 'SIGSTOP');
  try {
    await act();
  } finally {
    signal(stack, name, 'SIGCONT');
  }
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

function stateOf(stack: Stack, name: ProcessName) {
  return stackState(stack)?.processes.find((one) => one.name === name);
}

function stackState({ folder }: Stack) {
  return readState(join(folder, '.ballast/run/state.json'));
}
