import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Database, openDatabase, type RowDataPacket } from '@ballast/database';
import { startMysql } from '@ballast/native-stack';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  type SmtpSink,
  startApp,
  startSmtpSink,
  testServers,
  until,
} from '@ballast/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkOut, previousRelease } from './previous-release.ts';

const APPS = ['outbox-publisher', 'prime-check-worker', 'email-send-worker', 'dlq-manager', 'web-server'] as const;
type AppName = (typeof APPS)[number];
type Release = 'old' | 'new';

const PASSWORD = 'of-every-account-here-4c1f';
const WORKERS = ['prime-check-worker', 'email-send-worker'] as const;
const NEW_ROOT = resolve(import.meta.dirname, '../..');
const NEXT_WORKER = fileURLToPath(new URL('./reading-the-next-version.fixture.ts', import.meta.url));

const closers: (() => Promise<unknown>)[] = [];
const roots = { old: '', new: NEW_ROOT };
/** By pid: workers name themselves with theirs. */
const releaseOfPid = new Map<number, Release>();
const running: Record<Release, Partial<Record<AppName, AppProcess>>> = { old: {}, new: {} };
let db: Database;
let sink: SmtpSink;
let namespace: string;
let environment: Record<string, string>;

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ballast-upgrade-'));
  closers.push(() => rm(dir, { recursive: true, force: true }));
  roots.old = join(dir, 'previous');
  const [mysql] = await Promise.all([
    startMysql({ dir: join(dir, 'mysql'), rootPassword: PASSWORD, durability: 'relaxed' }),
    previousRelease().then((commit) => checkOut(commit, roots.old)),
  ]);
  closers.push(() => mysql.stop());
  sink = await startSmtpSink();
  closers.push(() => sink.stop());
  // What goes to such an address is refused for good, or the first time.
  const seen = new Set<string>();
  sink.behave((session) => {
    const to = session.envelope.rcptTo.at(-1)?.address ?? '';
    if (to.startsWith('refused')) return { kind: 'refuse_data', code: 550 };
    if (!to.startsWith('later') || seen.has(to)) return { kind: 'accept' };
    seen.add(to);
    return { kind: 'refuse_data', code: 451 };
  });
  namespace = createNamespace();
  const place = { host: '127.0.0.1', port: mysql.port, user: 'root', password: PASSWORD, database: 'ballast' };
  environment = {
    ...appEnvironment({ database: place, namespace, smtpPort: sink.port }),
    // So that both of two workers get some of what there is.
    PRIME_CHECK_CONCURRENCY: '4',
    EMAIL_CONCURRENCY: '4',
  };
  await migrate('old');
  db = await openDatabase(place);
  closers.push(() => db.close());
}, 240_000);

afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

/** The release's own job, on whatever is there. */
async function migrate(release: Release): Promise<void> {
  const passwords = APPS.map((name) => [`MYSQL_PASSWORD_${name.replaceAll('-', '_').toUpperCase()}`, PASSWORD]);
  const env = { ...environment, ...Object.fromEntries(passwords), PATH: process.env.PATH };
  const job = spawn(process.execPath, [join(roots[release], 'scripts/db.ts'), 'migrate'], { env, stdio: 'pipe' });
  let said = '';
  for (const stream of [job.stdout, job.stderr]) stream.on('data', (text) => (said += text));
  const [code] = await once(job, 'close');
  expect(code, said).toBe(0);
}

async function start(release: Release, names: readonly AppName[], main?: string): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const env = { ...environment, MYSQL_USER: `ballast_${name.replaceAll('-', '_')}`, FIXTURE_APP: name };
      const app = await startApp(name, env, main ?? join(roots[release], 'apps', name, 'src/main.ts'));
      closers.push(() => app.kill());
      running[release][name] = app;
      releaseOfPid.set(app.pid, release);
      await app.ready();
    }),
  );
}

async function stop(release: Release, names: readonly AppName[]): Promise<void> {
  const exits = names.map(async (name) => ({ name, code: await running[release][name]?.stop() }));
  for (const { name, code } of await Promise.all(exits)) expect({ name, code }).toEqual({ name, code: 0 });
}

let submitted = 0;
/** Every third with an address; of these, one in four is refused and one in four taken at the second attempt. */
async function submit(release: Release, count: number): Promise<string[]> {
  const url = running[release]['web-server']?.url;
  const ids: string[] = [];
  const one = async () => {
    const index = submitted++;
    const kind = ['refused', 'later', 'plain', 'plain'][Math.floor(index / 3) % 4];
    const body = {
      number: String(1_000_003 + index),
      ...(index % 3 === 0 && { email: `${kind}${index}@example.com` }),
    };
    const response = await fetch(`${url}/prime-check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status, await response.clone().text()).toBe(202);
    ids.push(((await response.json()) as { id: string }).id);
  };
  for (let begun = 0; begun < count; begun += 10) await Promise.all(Array.from({ length: 10 }, one));
  return ids;
}

async function rows(sql: string, values: unknown[] = []): Promise<RowDataPacket[]> {
  const [found] = await db.pool.query<RowDataPacket[]>(sql, values);
  return found;
}

async function allCompleted(ids: readonly string[]): Promise<void> {
  const sql = "SELECT COUNT(*) AS n FROM prime_checks WHERE status = 'completed' AND id IN (?)";
  const isDone = async () => Number((await rows(sql, [ids]))[0]?.n) === ids.length;
  await until(isDone, { timeoutMs: 90_000, everyMs: 100, what: `all ${ids.length} requests are completed` });
}

/** How many of these requests were decided by which release. */
async function decidedBy(ids: readonly string[]): Promise<Record<Release, number>> {
  const found = await rows(
    "SELECT worker FROM message_processing_logs WHERE status = 'success' AND message_id IN (?)",
    [ids],
  );
  const count = { old: 0, new: 0 };
  for (const { worker } of found) {
    const release = releaseOfPid.get(Number(/-(\d+)-\w+$/.exec(String(worker))?.[1]));
    if (release !== undefined) count[release] += 1;
  }
  return count;
}

/** By one web-server; a worker that stands still for a moment may get nothing of the first hundred. */
async function submitUntilBothWorked(release: Release): Promise<string[]> {
  const ids: string[] = [];
  let by: Record<Release, number>;
  do {
    ids.push(...(await submit(release, 100)));
    await allCompleted(ids);
    by = await decidedBy(ids);
  } while (by.old === 0 || by.new === 0);
  return ids;
}

async function allMailsEnded(): Promise<void> {
  const open = "SELECT COUNT(*) AS n FROM email_deliveries WHERE status NOT IN ('sent', 'dead')";
  await until(async () => Number((await rows(open))[0]?.n) === 0, {
    timeoutMs: 90_000,
    everyMs: 100,
    what: 'all mails ended',
  });
}

test('old and new processes side by side: all is decided once, nothing is lost or buried, whoever wrote it and whoever works on it', {
  timeout: 400_000,
}, async () => {
  await start('old', APPS);
  const underway = submit('old', 100);
  await migrate('new');
  const beforehand = await underway;
  await allCompleted(beforehand);
  expect((await decidedBy(beforehand)).old).toBe(beforehand.length);

  await start('new', ['web-server']);
  const fromNew = await submit('new', 50);
  await allCompleted(fromNew);
  expect((await decidedBy(fromNew)).old, 'a new web-server before old workers alone').toBe(fromNew.length);

  await start('new', [...WORKERS, 'outbox-publisher', 'dlq-manager']);
  const mixed = await Promise.all([submitUntilBothWorked('old'), submitUntilBothWorked('new')]);

  await stop('old', [...WORKERS, 'outbox-publisher', 'dlq-manager']);
  const fromOld = await submit('old', 50);
  await allCompleted(fromOld);
  expect((await decidedBy(fromOld)).new, 'an old web-server before new workers alone').toBe(fromOld.length);
  await allMailsEnded();

  const ids = [...beforehand, ...mixed.flat(), ...fromOld, ...fromNew];
  expect(ids.length).toBe(submitted);
  const twice = await rows(
    "SELECT message_id FROM message_processing_logs WHERE status = 'success' GROUP BY message_id, generation HAVING COUNT(*) > 1",
  );
  expect(twice, 'each message is settled once').toEqual([]);
  const letters = await rows(
    "SELECT original_subject, error_message FROM dead_letter_messages WHERE error_message LIKE '%version%'",
  );
  expect(letters, 'none is dead because of its version').toEqual([]);
  const [dead] = await rows(
    'SELECT COUNT(*) AS n, COUNT(DISTINCT original_subject) AS subjects FROM dead_letter_messages',
  );
  const refused = Math.ceil(submitted / 12);
  expect([dead?.n, dead?.subjects].map(Number), 'those whose address is refused').toEqual([refused, 1]);
  const sent = sink.mails.map(({ messageId }) => messageId);
  expect(new Set(sent).size).toBe(sent.length);
  expect(sent.length).toBe(Math.ceil(submitted / 3) - refused);

  for (const release of ['old', 'new'] as const) {
    const ledger = await (await fetch(`${running[release]['web-server']?.url}/api/ledger`)).json();
    expect(ledger, `as the ${release} release counts`).toMatchObject({
      ...{ accepted: submitted, completed: submitted, in_flight: 0, unaccounted: 0, balanced: true },
      emails: { unaccounted: 0, in_flight: 0, dead_lettered: refused },
    });
  }
  const health = await (await fetch(`${running.new['web-server']?.url}/health`)).json();
  expect(health).toMatchObject({ status: 'ok', release: expect.stringMatching(/^\d+\.\d+\.\d+/) });

  await deferredThenDone();
});

/** A message of a version that only the next release reads: put off by the release before, never dead-lettered; then worked on. */
async function deferredThenDone(): Promise<void> {
  await start('old', ['prime-check-worker']);
  await stop('new', ['prime-check-worker']);
  // Held, so that the row waits to be rewritten.
  running.new['outbox-publisher']?.signal('SIGSTOP');
  const [id] = await submitOne();
  await rewriteAsNextVersion(id);
  running.new['outbox-publisher']?.signal('SIGCONT');
  const log = "SELECT status FROM message_processing_logs WHERE message_id = ? AND status = 'deferred'";
  await until(async () => (await rows(log, [id])).length === 1, {
    timeoutMs: 60_000,
    what: 'the old worker puts it off',
  });

  await start('new', ['prime-check-worker'], NEXT_WORKER);
  await stop('old', ['prime-check-worker']);
  // In place of the half hour after which the broker gives it out again: a consumer made anew has everything ahead of it.
  await deleteConsumer();
  await allCompleted([id]);
  expect(await decidedBy([id])).toEqual({ old: 0, new: 1 });
  const letters = await rows('SELECT id FROM dead_letter_messages WHERE original_message_id = ?', [id]);
  expect(letters).toEqual([]);
}

async function submitOne(): Promise<[string]> {
  const response = await fetch(`${running.new['web-server']?.url}/prime-check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number: '7919' }),
  });
  return [((await response.json()) as { id: string }).id];
}

async function rewriteAsNextVersion(id: string): Promise<void> {
  const [row] = await rows('SELECT payload FROM outbox WHERE aggregate_id = ?', [id]);
  const envelope = JSON.parse(String(row?.payload)) as { payload: { number: string } };
  const next = JSON.stringify({ ...envelope, version: 2, payload: { decimal: envelope.payload.number } });
  await db.pool.query('UPDATE outbox SET payload = ? WHERE aggregate_id = ?', [next, id]);
}

/** In NATS' own protocol; the relay makes the consumer again. */
async function deleteConsumer(): Promise<void> {
  const [host = '', port = ''] = (testServers().nats.servers[0] ?? '').split(':');
  const subject = `$JS.API.CONSUMER.DELETE.${namespace}_primecheck_stream.primecheck_consumer`;
  const socket = createConnection({ host, port: Number(port) });
  socket.write(`CONNECT {"verbose":false}\r\nSUB answer 1\r\nPUB ${subject} answer 0\r\n\r\n`);
  let said = '';
  for await (const chunk of socket) {
    said += String(chunk);
    if (said.includes('consumer_delete_response')) break;
  }
  expect(said).toContain('"success":true');
}
