import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerHandle, startMysql, startNats, startRedis } from '@ballast/native-stack';
import { dropDatabaseTemplate, makeDatabaseTemplate } from './database-template.ts';
import { createNamespace } from './namespace.ts';
import { serversFromUrls, TEST_SERVERS_VARIABLE, type TestServers, type TestSetting } from './test-servers.ts';

/**
 * Runs once before the integration tests: takes the servers that MYSQL_URL, NATS_URL and REDIS_URL name, starts the
 * others in a folder of their own, and migrates the database that the tests' own are copied from. Ends and deletes all
 * of that afterwards.
 */
export default async function setUpServers(): Promise<() => Promise<void>> {
  const given = serversFromUrls(process.env);
  const dir = await mkdtemp(join(tmpdir(), 'ballast-test-'));
  const started: ServerHandle[] = [];
  const keep = <Handle extends ServerHandle>(handle: Handle): Handle => {
    started.push(handle);
    return handle;
  };
  let dropTemplate = async () => {};
  const tearDown = async () => {
    await Promise.all([dropTemplate(), ...started.map((server) => server.stop())]);
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
    const template = await makeDatabaseTemplate(mysql, createNamespace());
    // A server of our own goes with all that is on it.
    if (given.mysql !== undefined) dropTemplate = () => dropDatabaseTemplate(mysql, template);
    const setting: TestSetting = { mysql, nats, redis, databaseTemplate: join(dir, 'database-template.json') };
    await writeFile(setting.databaseTemplate, JSON.stringify(template));
    process.env[TEST_SERVERS_VARIABLE] = JSON.stringify(setting);
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
