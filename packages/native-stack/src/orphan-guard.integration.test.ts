import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';

test('a server does not outlive the process that started it, even when that one is killed', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ballast-orphan-'));
  try {
    const script = `
      import { startRedis } from ${JSON.stringify(join(import.meta.dirname, 'start-redis.ts'))};
      console.log((await startRedis({ dir: ${JSON.stringify(dir)} })).pid);`;
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(parent.stdout, 'data');
    const serverPid = Number(line);
    expect(isRunning(serverPid)).toBe(true);
    parent.kill('SIGKILL');
    const deadline = Date.now() + 10_000;
    while (isRunning(serverPid) && Date.now() < deadline) await sleep(20);
    expect(isRunning(serverPid)).toBe(false);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
