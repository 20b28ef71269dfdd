import { readFileSync } from 'node:fs';

/** A process beyond doubt: a pid alone may by now belong to somebody else's process. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in clock ticks since boot; null where `/proc` does not say. */
  startTicks: number | null;
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startTicks: readStat(pid)?.startTicks ?? null };
}

/** True while this very process runs; one that has ended and only waits to be collected does not run. */
export function isAlive(identity: ProcessIdentity): boolean {
  const stat = readStat(identity.pid);
  if (stat !== undefined) return stat.state !== 'Z' && stat.startTicks === (identity.startTicks ?? stat.startTicks);
  return identity.startTicks === null && canBeSignalled(identity.pid);
}

/** Sends a signal to this very process; does nothing when it is gone. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

// /proc/<pid>/stat is `pid (name) state ...` where the name may hold spaces and brackets; field 22 is the start time.
function readStat(pid: number): { state: string; startTicks: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTicks: Number(fields[19]) };
}

function canBeSignalled(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
