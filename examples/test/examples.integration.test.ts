import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  startTcpProxy,
  type TestDatabase,
  until,
} from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

const run = promisify(execFile);
const EXAMPLES = resolve(import.meta.dirname, '..');
const ON = { CONSUMER_ENABLED: 'true' };

let database: TestDatabase;
/** Where the examples find the broker, and keep what they make. */
let env: Record<string, string>;
let folder: string;
let hub: AppProcess;
const started: AppProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ballast-examples-'));
  const hubEnv = appEnvironment({ database: await database.account('event-hub'), namespace: createNamespace() });
  hub = await startApp('event-hub', hubEnv);
  started.push(hub);
  await hub.ready();
  const { NATS_SERVERS = '', NATS_NAMESPACE = '' } = hubEnv;
  env = { NATS_SERVERS, NATS_NAMESPACE, MQHUB_URL: hub.url };
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((app) => app.kill()));
  await rm(folder, { recursive: true });
});

async function start(name: string, more: Record<string, string> = {}): Promise<AppProcess> {
  const app = await startApp(name, { ...env, DATA_DIR: join(folder, name), ...more }, join(EXAMPLES, name, 'main.ts'));
  started.push(app);
  await app.ready();
  return app;
}

/** A call as anybody makes it who has nothing but HTTP. */
async function ask(url: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const askHub = (procedure: string, body: unknown) =>
  ask(`${hub.url}/services.mqhub.v1.MQHubService/${procedure}`, body);

async function publish(type: string, payload: unknown, stream = 'alt:events:articles'): Promise<void> {
  const { status } = await askHub('Publish', {
    stream,
    event: {
      event_id: randomUUID(),
      event_type: type,
      source: 'backend',
      payload: Buffer.from(JSON.stringify(payload)).toString('base64'),
    },
  });
  expect(status).toBe(200);
}

async function lengthOf(stream: string): Promise<number> {
  const { body } = await askHub('GetStreamInfo', { stream });
  return Number(body.length ?? 0);
}

async function search(indexer: AppProcess, words: string): Promise<Record<string, unknown>[]> {
  const answer = await fetch(`${indexer.url}/search?q=${encodeURIComponent(words)}`);
  return ((await answer.json()) as { articles: Record<string, unknown>[] }).articles;
}

const ARTICLE = {
  article_id: 'a-1',
  title: 'On primes',
  content: '<p>Primes never end.</p> Euclid knew why. So do we, since primes are infinite.',
};

it('an article goes through all three, and is found by its text, its summary and its tags', async () => {
  const [indexer] = await Promise.all([
    start('search-indexer', ON),
    start('pre-processor', ON),
    start('tag-generator', ON),
  ]);
  await publish('SummarizeRequested', ARTICLE);
  await publish('ArticleCreated', ARTICLE);
  const found = await until(async () => {
    const [article] = await search(indexer, 'euclid');
    return article?.summary !== undefined && article.tags !== undefined && article.title !== undefined && article;
  });
  expect(found).toMatchObject({ article_id: 'a-1', summary: 'Primes never end. Euclid knew why.' });
  expect(found.tags).toContain('primes');
  expect(await search(indexer, 'fermat')).toEqual([]);
  expect(await indexer.stop()).toBe(0);
});

it('a summary that is asked for before its article has come is made once it has', async () => {
  await start('pre-processor', ON);
  await publish('SummarizeRequested', { article_id: 'a-2' });
  await publish('ArticleCreated', { ...ARTICLE, article_id: 'a-2' });
  await until(async () => (await lengthOf('alt:events:summaries')) === 1);
});

it('what comes by call and by event, at once and again, has the effect of once', async () => {
  const [tagger, indexer] = await Promise.all([start('tag-generator', ON), start('search-indexer', ON)]);
  const call = () => ask(`${tagger.url}/rpc/ArticleCreated`, ARTICLE);
  const answers = await Promise.all([call(), publish('ArticleCreated', ARTICLE), call()]);
  expect(answers[0]).toEqual({ status: 200, body: { success: true } });
  await publish('ArticleCreated', ARTICLE);
  const isRead = async () => {
    const { body } = await askHub('GetStreamInfo', { stream: 'alt:events:articles' });
    const groups = body.groups as { name: string; pending?: string; lastDeliveredId: string }[];
    const group = groups.find(({ name }) => name === 'tag-generator-group');
    return group?.lastDeliveredId === '2-0' && Number(group.pending ?? 0) === 0;
  };
  await until(isRead);
  expect(await lengthOf('alt:events:tags')).toBe(1);
  await until(async () => (await search(indexer, 'primes')).length === 1);
});

it('without CONSUMER_ENABLED a service works by call alone, and needs no broker', async () => {
  const nowhere = { NATS_SERVERS: '127.0.0.1:1' };
  const indexer = await start('search-indexer', nowhere);
  expect((await ask(`${indexer.url}/rpc/ArticleCreated`, ARTICLE)).status).toBe(200);
  expect(await search(indexer, 'euclid')).toHaveLength(1);
  const refused = await ask(`${indexer.url}/rpc/ArticleCreated`, { title: 'without an id' });
  expect(refused).toMatchObject({ status: 400, body: { success: false } });
  expect(refused.body.error_message).toContain('article_id');
});

it('while the hub is away what ends in publishing waits, and is done when it is back', async () => {
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: hub.port });
  const tagger = await start('tag-generator', { ...ON, MQHUB_URL: `http://127.0.0.1:${proxy.port}` });
  proxy.down();
  await publish('ArticleCreated', ARTICLE);
  const health = async () => (await (await fetch(`${tagger.url}/health`)).json()) as { status: string };
  await until(async () => (await health()).status === 'degraded');
  expect((await ask(`${tagger.url}/rpc/ArticleCreated`, ARTICLE)).status).toBe(503);
  proxy.up();
  await until(async () => (await lengthOf('alt:events:tags')) === 1);
  await until(async () => (await health()).status === 'ok');
  await proxy.close();
});

it('the hub’s GenerateTagsForArticle is answered by the tag-generator', async () => {
  await start('tag-generator', ON);
  const { status, body } = await askHub('GenerateTagsForArticle', ARTICLE);
  expect(status).toBe(200);
  expect(body).toMatchObject({ success: true, articleId: 'a-1' });
  expect((body.tags as { name: string }[])[0]?.name).toBe('primes');
});

it('the README’s commands work as they stand', async () => {
  const readme = await readFile(join(EXAMPLES, 'README.md'), 'utf8');
  const [starts = '', publishes = ''] = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
  const ports: Record<string, number> = { 9500: hub.port };
  for (const line of starts.trim().split('\n')) {
    const [, variables = '', name = ''] = /^(.*) node examples\/([a-z-]+)\/main\.ts$/.exec(line) ?? [];
    const app = await start(name, Object.fromEntries(variables.split(' ').map((one) => one.split('='))));
    if (name === 'search-indexer') ports[9511] = app.port;
  }
  const here = publishes.replaceAll(/localhost:(\d+)/g, (_, port: string) => `127.0.0.1:${ports[port]}`);
  await until(async () => {
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', here]);
    return /"summary":"Primes never end\. Euclid knew why\."/.test(stdout) && stdout.includes('"euclid"');
  });
});
