import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

export interface ProcessState {
  name: string;
  kind: 'server' | 'app';
  /** Null while it is between an end and its next start. */
  process: ProcessIdentity | null;
  port: number;
  restarts: number;
}

export interface StackState {
  supervisor: ProcessIdentity;
  phase: 'starting' | 'ready' | 'stopping';
  processes: readonly ProcessState[];
  urls: Readonly<Record<string, string>>;
}

/** The state that the supervisor last wrote; undefined when there is none, or none that can be read. */
export function readState(path: string): StackState | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isState(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Written beside its place and renamed into it: a reader sees the old state or the new one, never half of one. */
export function writeState(path: string, state: StackState): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(partial, path);
}

/** Writes the first state; false when another supervisor is alive and has its own there. */
export function claimState(path: string, state: StackState): boolean {
  const other = readState(path);
  if (other !== undefined && isAlive(other.supervisor)) return false;
  removeState(path);
  const partial = `${path}.${process.pid}`;
  writeState(partial, state);
  try {
    // Unlike a rename, a link does not replace what somebody else has put there in the meantime.
    linkSync(partial, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(partial, { force: true });
  }
}

export function removeState(path: string): void {
  rmSync(path, { force: true });
}

function isState(value: unknown): value is StackState {
  return (
    typeof value === 'object' &&
    value !== null &&
    'supervisor' in value &&
    'phase' in value &&
    'processes' in value &&
    Array.isArray(value.processes)
  );
}
