import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerHandle, startMysql, startNats, startRedis } from '@ballast/native-stack';
import { serversFromUrls, TEST_SERVERS_VARIABLE, type TestServers } from './test-servers.ts';

/**
 * Runs once before the integration tests: takes the servers that MYSQL_URL, NATS_URL and REDIS_URL name, starts the
 * others in a folder of their own, and ends and deletes all of that afterwards.
 */
export default async function setUpServers(): Promise<() => Promise<void>> {
  const given = serversFromUrls(process.env);
  const dir = await mkdtemp(join(tmpdir(), 'ballast-test-'));
  const started: ServerHandle[] = [];
  const keep = <Handle extends ServerHandle>(handle: Handle): Handle => {
    started.push(handle);
    return handle;
  };
  const tearDown = async () => {
    await Promise.all(started.map((server) => server.stop()));
    await rm(dir, { recursive: true, force: true });
  };

  try {
    const [mysql, nats, redis] = await Promise.all([
      given.mysql ??
        startMysql({ dir: join(dir, 'mysql'), durability: 'relaxed' })
          .then(keep)
          .then(toMysql),
      given.nats ??
        startNats({ dir: join(dir, 'nats'), durability: 'relaxed' })
          .then(keep)
          .then(toNats),
      given.redis ??
        startRedis({ dir: join(dir, 'redis'), durability: 'relaxed' })
          .then(keep)
          .then(toRedis),
    ]);
    const servers: TestServers = { mysql, nats, redis };
    process.env[TEST_SERVERS_VARIABLE] = JSON.stringify(servers);
    console.log(
      `test servers: ${[...started.map((one) => `${one.name} ${one.version}`), ...Object.keys(given).map((name) => `${name} as given`)].join(', ')}`,
    );
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}

function toMysql(server: ServerHandle): TestServers['mysql'] {
  return { host: '127.0.0.1', port: server.port, user: 'root', password: '' };
}

function toNats(server: ServerHandle): TestServers['nats'] {
  return { servers: [`127.0.0.1:${server.port}`] };
}

function toRedis(server: ServerHandle): TestServers['redis'] {
  return { host: '127.0.0.1', port: server.port };
}
