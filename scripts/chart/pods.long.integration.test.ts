import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMysql, startNats, startRedis } from '@ballast/native-stack';
import { type AppProcess, type SmtpSink, startApp, startSmtpSink, until } from '@ballast/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPS } from '../stack/apps.ts';
import { CHART, type Manifest, render } from './test/helm.ts';
import { mountedEnvironment, mountedText } from './test/mounted-environment.ts';
import { componentOf, type Pod, podsOf } from './test/pods.ts';

const ROOT = join(CHART, '../../..');

let dir: string;
let sink: SmtpSink;
let manifests: readonly Manifest[];
const closers: (() => Promise<unknown>)[] = [];

/** Servers as the values name them, with the passwords of the Secret. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-pods-'));
  closers.push(() => rm(dir, { recursive: true, force: true }));
  const [mysql, nats, redis] = await Promise.all([
    startMysql({ dir: join(dir, 'mysql'), rootPassword: mountedText('MYSQL_ROOT_PASSWORD'), durability: 'relaxed' }),
    startNats({ dir: join(dir, 'nats'), durability: 'relaxed' }),
    startRedis({
      dir: join(dir, 'redis'),
      durability: 'relaxed',
      settings: [`requirepass ${mountedText('REDIS_PASSWORD')}`],
    }),
  ]);
  closers.push(() => Promise.all([mysql.stop(), nats.stop(), redis.stop()]));
  sink = await startSmtpSink();
  closers.push(() => sink.stop());
  manifests = await renderFor({
    publicUrl: 'https://ballast.example.com',
    'mysql.host': '127.0.0.1',
    'mysql.port': mysql.port,
    'nats.servers': `{127.0.0.1:${nats.port}}`,
    'nats.monitorUrl': '',
    'redis.host': '127.0.0.1',
    'redis.port': redis.port,
    'smtp.host': '127.0.0.1',
    'smtp.port': sink.port,
    'smtp.requireTls': false,
  });
});

afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

test('the job and the pods, by their own commands and environments, make a verdict and a mail of a number, and end in time', async () => {
  const pods = podsOf(manifests);
  for (const job of pods.filter(({ kind }) => kind === 'Job')) await runJob(job);
  const started = await Promise.all(
    pods.filter(({ kind }) => kind === 'Deployment').map(async (pod) => ({ pod, app: await startPod(pod) })),
  );
  expect(started).toHaveLength(APPS.length);
  await Promise.all(started.map(({ app }) => app.ready()));

  const web = started.find(({ pod }) => componentOf(pod) === 'web-server')?.app;
  const submit = () =>
    fetch(`${web?.url}/prime-check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number: '97', email: 'reader@example.com' }),
    });
  // A busy machine sheds load at first, and takes nothing then.
  await until(async () => (await submit()).status === 202, { what: 'the number is accepted' });
  await until(() => sink.mails.length === 1, { timeoutMs: 60_000, what: 'the mail is there' });

  for (const { pod, app } of started) {
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      const path = pod.container[probe]?.httpGet?.path;
      await until(async () => (await fetch(`${app.url}${path}`)).status === 200, { what: `${probe} of ${pod.owner}` });
    }
  }
  await Promise.all(started.map(({ pod, app }) => endPod(pod, app)));
});

function renderFor(values: Readonly<Record<string, string | number | boolean>>): Promise<readonly Manifest[]> {
  return render(...Object.entries(values).flatMap(([path, value]) => ['--set', `${path}=${value}`]));
}

function environmentFor(pod: Pod): Record<string, string> {
  return mountedEnvironment(pod, manifests, join(dir, pod.owner));
}

async function runJob(pod: Pod): Promise<void> {
  const [, ...args] = pod.container.command ?? [];
  const env = { ...environmentFor(pod), PATH: process.env.PATH };
  const job = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'pipe' });
  let said = '';
  for (const stream of [job.stdout, job.stderr]) stream.on('data', (text) => (said += text));
  const [code] = await once(job, 'close');
  expect(code, said).toBe(0);
}

/** The pod's own address is the machine's here: only the port and what it listens on are others. */
async function startPod(pod: Pod): Promise<AppProcess> {
  const main = pod.container.command?.[1] ?? '';
  const app = await startApp(componentOf(pod), { ...environmentFor(pod), HOST: '127.0.0.1' }, join(ROOT, main));
  closers.push(() => app.kill());
  return app;
}

async function endPod(pod: Pod, app: AppProcess): Promise<void> {
  const startedAt = performance.now();
  expect(await app.stop(), app.logs.slice(-10).join('\n')).toBe(0);
  const pauseSeconds = pod.container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  const seconds = (performance.now() - startedAt) / 1_000 + pauseSeconds;
  expect(seconds, pod.owner).toBeLessThan(pod.spec.terminationGracePeriodSeconds ?? 0);
}
