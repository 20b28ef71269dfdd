import { resolve } from 'node:path';
import { describeError } from './describe-error.ts';
import { layoutOf } from './layout.ts';
import type { SupervisorMessage } from './messages.ts';
import { identify } from './process-identity.ts';
import { readSettings } from './settings.ts';
import { Stack } from './stack.ts';
import { StackError } from './stack-error.ts';
import { claimState, removeState, type StackState, writeState } from './state-file.ts';

// The process behind `./scripts/start`: brings the stack up, keeps it up, and takes it down on SIGTERM.
// starting -> ready -> stopping, and from starting straight to stopping when something fails.
// Its standard output is the supervisor's log; what the person at the terminal sees goes over the IPC channel.

const root = resolve(import.meta.dirname, '../..');
const detached = process.argv.includes('--detached');
const monitoring = process.argv.includes('--monitoring');
const settings = readSettings(root, process.env);
const layout = layoutOf(root, settings);
const stopping = new AbortController();
let phase: StackState['phase'] = 'starting';
let urls: Readonly<Record<string, string>> = {};

const stack = new Stack({ layout, settings, report, changed: save, signal: stopping.signal, monitoring });

function report(message: SupervisorMessage): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), ...message }));
  if (process.connected) process.send?.(message, () => undefined);
}

function currentState(): StackState {
  return { supervisor: identify(process.pid), phase, processes: stack.processes, urls };
}

function save(): void {
  writeState(layout.statePath, currentState());
}

function enter(next: StackState['phase']): void {
  phase = next;
  save();
}

function onSignal(): void {
  if (!stopping.signal.aborted) {
    stopping.abort();
    return;
  }
  report({ type: 'note', text: 'Second signal: ending every process at once.' });
  void stack.kill().finally(() => {
    removeState(layout.statePath);
    process.exit(1);
  });
}

async function run(): Promise<number> {
  if (!claimState(layout.statePath, currentState())) {
    report({ type: 'failed', ...describeError(new StackError('already_running', 'Ballast already runs.')) });
    return 1;
  }
  let exitCode = 0;
  try {
    urls = await stack.up();
    enter('ready');
    report({ type: 'ready', urls });
    await aborted(stopping.signal);
  } catch (error) {
    exitCode = 1;
    stopping.abort();
    report({ type: 'failed', ...describeError(error) });
  }
  enter('stopping');
  await stack.down();
  removeState(layout.statePath);
  return exitCode;
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve: done } = Promise.withResolvers<void>();
  if (signal.aborted) done();
  else signal.addEventListener('abort', () => done(), { once: true });
  return promise;
}

process.on('SIGTERM', onSignal);
process.on('SIGINT', onSignal);
// In the foreground the stack lives and dies with the command that started it, even when that one is killed; a detached
// one is on its own only from the moment it is ready.
process.on('disconnect', () => {
  if (!detached || phase === 'starting') stopping.abort();
});

const exitCode = await run();
if (process.connected) process.disconnect();
process.exit(exitCode);
