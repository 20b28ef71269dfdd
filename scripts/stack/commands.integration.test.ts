import { createServer } from 'node:net';
import { findFreePort } from '@ballast/native-stack';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStackFolder, type StackFolder } from './test/run-command.ts';

let stack: StackFolder;

beforeEach(async () => {
  stack = await createStackFolder();
});
afterEach(() => stack.remove());

test('a taken port is one sentence that names the variable, and nothing is left', async () => {
  const port = await findFreePort();
  const other = createServer().listen(port, '127.0.0.1');
  try {
    const { exitCode, stderr } = await stack.run('start', ['-d'], { NATS_PORT: String(port) });
    expect(stderr).toContain(`Port ${port} for nats is taken by another process: set NATS_PORT to a free port`);
    expect(exitCode).toBe(1);
    expect((await stack.run('status', ['--json'])).stdout.trim()).toBe('[]');
  } finally {
    other.close();
  }
});

test('a setting that makes no sense is one sentence that names it', async () => {
  const { exitCode, stderr } = await stack.run('start', ['-d'], { REDIS_PORT: 'redis' });
  expect(stderr).toContain('REDIS_PORT must be a port from 1 to 65535; it is "redis".');
  expect(exitCode).toBe(1);
});

test('where nothing runs, status says so with exit code 1 and stop with 0', async () => {
  expect(await stack.run('status')).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('not running') });
  expect(await stack.run('stop')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('not running') });
});

test('stop with a flag that it does not know stops nothing and says so with exit code 2', async () => {
  const { exitCode, stderr } = await stack.run('stop', ['--foo']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("Unknown option '--foo'");
});
