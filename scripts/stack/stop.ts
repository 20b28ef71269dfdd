import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { layoutOf } from './layout.ts';
import { isAlive, type ProcessIdentity, signalProcess } from './process-identity.ts';
import { readSettings } from './settings.ts';
import { readState, removeState, type StackState } from './state-file.ts';

// Built on Node alone: it has to work when the dependencies are gone.

const POLL_MS = 100;
/** Apps have 30 s to drain and 5 s more, servers 30 s; with a margin. */
const SUPERVISOR_DEADLINE_MS = 90_000;
const STRAY_DEADLINE_MS = 40_000;
const KILL_DEADLINE_MS = 10_000;

const USAGE = `Usage: scripts/stop [-h]

Drains the apps, then stops the servers; their data is kept.`;

readFlags();
const root = resolve(import.meta.dirname, '../..');
const { statePath } = layoutOf(root, readSettings(root, process.env));
const state = readState(statePath);
if (state === undefined) console.log('Ballast is not running.');
else await stop(state);

async function stop(first: StackState): Promise<void> {
  console.log('Draining and stopping ...');
  if (!(await end([first.supervisor], 'SIGTERM', SUPERVISOR_DEADLINE_MS))) {
    console.log('The supervisor did not stop in time; its processes are ended one by one.');
    await end([first.supervisor], 'SIGKILL', KILL_DEADLINE_MS);
  }
  // Normally none is left: these are the processes of a supervisor that was killed. Apps first, they drain into servers.
  const last = readState(statePath) ?? { processes: [] };
  for (const kind of ['app', 'server'] as const) {
    const strays = last.processes.flatMap((one) => (one.kind === kind && one.process !== null ? [one.process] : []));
    if (!(await end(strays, 'SIGTERM', STRAY_DEADLINE_MS))) await end(strays, 'SIGKILL', KILL_DEADLINE_MS);
  }
  removeState(statePath);
  console.log('Ballast has stopped.');
}

/** Signals the processes; true when all of them are gone within the deadline. */
async function end(
  processes: readonly ProcessIdentity[],
  signal: NodeJS.Signals,
  deadlineMs: number,
): Promise<boolean> {
  for (const one of processes) signalProcess(one, signal);
  const deadline = Date.now() + deadlineMs;
  while (processes.some(isAlive)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** A flag that is not known stops nothing: whoever typed it meant something else. */
function readFlags(): void {
  try {
    const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
    if (values.help !== true) return;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}
