import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ServerHandle } from './server-process.ts';
import { startPrometheus } from './start-prometheus.ts';

let dir: string;
const running: ServerHandle[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-prometheus-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()));
  await rm(dir, { recursive: true, force: true });
});

async function start(configuration: string): Promise<ServerHandle> {
  const configPath = join(dir, 'prometheus.yml');
  await writeFile(configPath, configuration);
  const server = await startPrometheus({ dir, configPath });
  running.push(server);
  return server;
}

test('it answers queries when it is started, and reads its configuration again when it is told to', async () => {
  const { port, version } = await start('global: { scrape_interval: 7s }\n');
  expect(version).toMatch(/^\d+\.\d+/);
  const url = `http://127.0.0.1:${port}`;
  const answer = await fetch(`${url}/api/v1/query?query=1%2B1`);
  expect(await answer.json()).toMatchObject({ status: 'success', data: { result: [expect.any(Number), '2'] } });
  await writeFile(join(dir, 'prometheus.yml'), 'global: { scrape_interval: 9s }\n');
  expect((await fetch(`${url}/-/reload`, { method: 'POST' })).status).toBe(200);
  expect(await (await fetch(`${url}/api/v1/status/config`)).text()).toContain('scrape_interval: 9s');
});

test('a configuration that it cannot read is told with what is wrong with it', async () => {
  await expect(start('scrape_interval: often\n')).rejects.toMatchObject({
    code: 'exited',
    message: expect.stringContaining('scrape_interval'),
  });
});
