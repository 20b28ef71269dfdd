import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findFreePort } from '@ballast/native-stack';
import { planPorts } from '../ports.ts';

const STACK = resolve(import.meta.dirname, '..');

interface Finished {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface StackFolder {
  /** Where this stack keeps its data, state and logs. */
  folder: string;
  run: (
    command: 'start' | 'stop' | 'status',
    args?: readonly string[],
    env?: Record<string, string>,
  ) => Promise<Finished>;
  /** Stops what still runs, and deletes the folder. */
  remove: () => Promise<void>;
}

/** A stack of this clone's code with a folder and ports of its own, beside whatever else is running. */
export async function createStackFolder(): Promise<StackFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-stack-'));
  const ports = await findPorts();
  const run: StackFolder['run'] = (command, args = [], env = {}) => {
    const { promise, resolve: done } = Promise.withResolvers<Finished>();
    const options = { env: { ...process.env, BALLAST_DIR: folder, ...ports, ...env } };
    const child = execFile(process.execPath, [join(STACK, `${command}.ts`), ...args], options, (_, stdout, stderr) =>
      done({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
    return promise;
  };
  const remove = async () => {
    await run('stop');
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, run, remove };
}

async function findPorts(): Promise<Record<string, string>> {
  const found = new Map<number, string>();
  for (const { variable } of planPorts({}).all) {
    let port = await findFreePort();
    while (found.has(port)) port = await findFreePort();
    found.set(port, variable);
  }
  return Object.fromEntries([...found].map(([port, variable]) => [variable, String(port)]));
}
