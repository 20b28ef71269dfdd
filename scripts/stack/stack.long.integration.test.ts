import { until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { layoutOf } from './layout.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { readState, type StackState } from './state-file.ts';
import { createStackFolder, type StackFolder } from './test/run-command.ts';

let stack: StackFolder;

beforeEach(async () => {
  stack = await createStackFolder();
});
afterEach(() => stack.remove());

interface Row {
  name: string;
  pid: number | null;
  port: number;
  healthy: boolean;
}

async function readRows(): Promise<Row[]> {
  return JSON.parse((await stack.run('status', ['--json'])).stdout);
}

function stateNow(): StackState {
  const state = readState(layoutOf(stack.folder, { BALLAST_DIR: stack.folder }).statePath);
  if (state === undefined) throw new Error('no state');
  return state;
}

function runningProcesses(): ProcessIdentity[] {
  const { supervisor, processes } = stateNow();
  return [supervisor, ...processes.flatMap((one) => one.process ?? [])];
}

test('everything is healthy when start -d returns, what dies comes back, and stop leaves no process', async () => {
  const started = await stack.run('start', ['-d']);
  expect(started.stderr).toBe('');
  expect(started.exitCode).toBe(0);
  const rows = await readRows();
  expect(rows.map((row) => row.name)).toEqual([
    'mysql',
    'nats',
    'redis',
    'mail',
    'outbox-publisher',
    'prime-check-worker',
    'email-send-worker',
    'dlq-manager',
    'event-hub',
    'web-server',
  ]);
  expect(rows.filter((row) => !row.healthy)).toEqual([]);
  expect((await stack.run('status')).exitCode).toBe(0);

  const again = await stack.run('start', ['-d']);
  expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('already runs') });

  // Held, so that status looks before all of them are back.
  const { pid } = stateNow().supervisor;
  process.kill(pid, 'SIGSTOP');
  for (const row of rows) if (row.pid !== null) process.kill(row.pid, 'SIGKILL');
  expect((await stack.run('status')).exitCode).toBe(1);
  process.kill(pid, 'SIGCONT');
  const restarted = await until(
    async () => {
      const now = await readRows();
      return now.every((row) => row.healthy) && now;
    },
    { timeoutMs: 60_000, what: 'every process is healthy again' },
  );
  const oldPids = new Set(rows.map((row) => row.pid));
  expect(restarted.filter((row) => oldPids.has(row.pid))).toEqual([]);

  const running = runningProcesses();
  expect(await stack.run('stop')).toMatchObject({ exitCode: 0 });
  expect(running.filter(isAlive)).toEqual([]);
  expect(await readRows()).toEqual([]);
});

test('a supervisor that is killed takes everything with it, and the next start works', async () => {
  expect((await stack.run('start', ['-d'])).exitCode).toBe(0);
  const running = runningProcesses();
  process.kill(stateNow().supervisor.pid, 'SIGKILL');
  await until(() => !running.some(isAlive), { timeoutMs: 60_000, what: 'every process is gone' });
  expect((await stack.run('status')).stdout).toContain('The supervisor is gone');
  expect((await stack.run('start', ['-d'])).exitCode).toBe(0);
  expect((await readRows()).filter((row) => !row.healthy)).toEqual([]);
});

test('a migration that fails is told with its log, and nothing is left running', async () => {
  const tooLong = 'd'.repeat(70);
  const { exitCode, stderr } = await stack.run('start', ['-d'], { MYSQL_DATABASE: tooLong });
  expect(stderr).toContain('The database migration failed.');
  expect(stderr).toContain(layoutOf(stack.folder, { BALLAST_DIR: stack.folder }).log('migrate'));
  expect(exitCode).toBe(1);
  expect(await readRows()).toEqual([]);
});
