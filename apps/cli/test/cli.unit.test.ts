import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  DeadLetterDetailSchema,
  DeadLetterListSchema,
  DryRunSchema,
  LedgerSchema,
  RedriveJobDetailSchema,
  RedriveJobSchema,
  SystemSchema,
} from '@ballast/contracts/operators';
import { findFreePort } from '@ballast/native-stack';
import { until } from '@ballast/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as answers from './answers.ts';
import { type FakeServer, problem, type Reply, startFakeServer } from './fake-server.ts';
import { cliEnvironment, runCli } from './run-cli.ts';
import { runOnTerminal } from './run-on-terminal.ts';

const { JOB_ID } = answers;
const servers: FakeServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function serve(routes: Readonly<Record<string, Reply | readonly Reply[]>>): Promise<FakeServer> {
  const server = await startFakeServer(routes);
  servers.push(server);
  return server;
}

function startCli(args: readonly string[], { url }: FakeServer) {
  const main = join(import.meta.dirname, '../src/main.ts');
  const child = spawn(process.execPath, [main, ...args], { env: cliEnvironment({ url }) });
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  return {
    errors: () => errors,
    interrupt: () => child.kill('SIGINT'),
    exitCode: once(child, 'close').then(([code]) => code as number | null),
  };
}

const SYSTEM = { 'GET /api/system': { schema: SystemSchema, body: answers.SYSTEM } };
const letters = (body: unknown): Reply => ({ schema: DeadLetterListSchema, body });
const job = (body: typeof answers.JOB): Reply => ({ schema: RedriveJobDetailSchema, body: answers.asDetail(body) });

describe('a server that does not answer as it should', () => {
  test('one that does not run is told with what to do, and exit code 1', async () => {
    const port = await findFreePort();
    const run = await runCli(['status'], { url: `http://127.0.0.1:${port}` });
    expect(run).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `ballast: web-server does not run at http://127.0.0.1:${port}: start it with ./scripts/start -d, or set BALLAST_URL to where it is.\n`,
    });
  });

  test('one that is no Ballast is told as such', async () => {
    const { url } = await serve({
      'GET /api/system': { status: 200, text: '<html>' },
      'GET /api/ledger': { status: 502, text: '<html>' },
    });
    const [page, gateway] = await Promise.all([runCli(['status'], { url }), runCli(['ledger'], { url })]);
    expect(page).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('not as Ballast’s web-server does: check BALLAST_URL'),
    });
    expect(gateway).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('with status 502, and not as Ballast’s'),
    });
  });

  test('one of another version gives one line that names the place, and nothing is guessed', async () => {
    const { url } = await serve({ 'GET /api/ledger': { status: 200, text: '{"accepted": "many"}' } });
    const run = await runCli(['ledger'], { url });
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toMatch(
      /^ballast: .*answers \/api\/ledger in a form that this ballast cannot read \(accepted: .*same version\.\n$/,
    );
  });

  test('a missing and an unknown key are two things', async () => {
    const { url } = await serve({ 'GET /api/system': problem(401, 'unauthorized', 'This needs a key') });
    const [missing, unknown] = await Promise.all([runCli(['status'], { url, key: '' }), runCli(['status'], { url })]);
    expect(missing.stderr).toBe(
      `ballast: ${url} needs a key: set BALLAST_API_KEY or BALLAST_API_KEY_FILE, or give --key-file.\n`,
    );
    expect(unknown.stderr).toBe(
      `ballast: ${url} does not know this key: check BALLAST_API_KEY, BALLAST_API_KEY_FILE or --key-file.\n`,
    );
    expect([missing.exitCode, unknown.exitCode]).toEqual([1, 1]);
  });

  test('a query that it cannot read is shown with a caret under the fault', async () => {
    const { url } = await serve({
      'GET /api/dlq/messages': problem(
        400,
        'invalid_query',
        'The query cannot be read',
        'At character 7: expected a value, found AND.',
        { position: 6 },
      ),
    });
    const run = await runCli(['dlq', 'list', 'type: AND'], { url });
    expect(run.stderr).toBe(
      'ballast: the query cannot be read. At character 7: expected a value, found AND.\n  type: AND\n        ^\n',
    );
    expect(run.exitCode).toBe(2);
  });
});

describe('the key and the address', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ballast-cli-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('a flag outranks the environment, for both', async () => {
    const server = await serve(SYSTEM);
    const path = join(folder, 'key');
    await writeFile(path, 'from-file\n');
    const env = { BALLAST_API_KEY_FILE: join(folder, 'none') };
    await runCli(['status', '--key-file', path, '--url', `${server.url}/`], {
      url: 'http://127.0.0.1:1',
      key: 'other',
      env,
    });
    await runCli(['--url', server.url, 'status'], {
      url: 'http://127.0.0.1:1',
      key: '',
      env: { BALLAST_API_KEY_FILE: path },
    });
    expect(server.asked.map(({ authorization }) => authorization)).toEqual(['Bearer from-file', 'Bearer from-file']);
  });

  test('what makes no sense is told before anything is sent, with exit code 2', async () => {
    const faults = await Promise.all([
      runCli(['status', '--key-file', join(folder, 'none')]),
      runCli(['status'], { url: 'localhost:8080' }),
      runCli(['status', '--url', 'http://me:secret@127.0.0.1:1']),
      runCli(['status'], { key: 'two words' }),
    ]);
    expect(faults.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
    expect(faults[0]?.stderr).toContain('--key-file names');
    expect(faults[1]?.stderr).toContain(
      'BALLAST_URL must be an address like http://127.0.0.1:8080; it is "localhost:8080".',
    );
    expect(faults[2]?.stderr).toContain('--url must not hold a name or a password');
    expect(faults[3]?.stderr).toContain('BALLAST_API_KEY must hold one key in one line');
    expect(faults.map(({ stderr }) => stderr).join('')).not.toMatch(/secret|two words/);
  });
});

describe('lists', () => {
  const pages = [
    letters({ items: [answers.POISON], next_cursor: '4712', is_partial: false }),
    letters({ items: [], next_cursor: '4711', is_partial: true }),
    letters({ items: [answers.LETTER], next_cursor: null, is_partial: false }),
  ];

  test('--all follows every page, also one that is empty because the search ran out of time', async () => {
    const server = await serve({ 'GET /api/dlq/messages': pages });
    const run = await runCli(['dlq', 'list', '--all', '--json'], { url: server.url });
    expect(JSON.parse(run.stdout)).toEqual([answers.POISON, answers.LETTER]);
    expect(server.asked.map(({ path }) => path)).toEqual([
      '/api/dlq/messages?limit=200',
      '/api/dlq/messages?limit=200&cursor=4712',
      '/api/dlq/messages?limit=200&cursor=4711',
    ]);
  });

  test('an incomplete page says so on standard error', async () => {
    const { url } = await serve({
      'GET /api/dlq/messages': letters({ items: [], next_cursor: '4711', is_partial: true }),
    });
    const run = await runCli(['dlq', 'list', 'x'], { url });
    expect(run.stderr).toContain(
      'the search took too long and is not complete: --all shows every page, --cursor 4711 the next one.',
    );
  });

  test('a reader that leaves early is no failure', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ ...answers.LETTER, id: String(index) }));
    const { url } = await serve({
      'GET /api/dlq/messages': letters({ items: many, next_cursor: null, is_partial: false }),
    });
    const main = join(import.meta.dirname, '../src/main.ts');
    const child = spawn('/bin/bash', ['-c', `set -o pipefail; "${process.execPath}" "${main}" dlq list | head -n 2`], {
      env: cliEnvironment({ url }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    const [exitCode] = await once(child, 'close');
    expect({ exitCode, errors, lines: output.trimEnd().split('\n').length }).toEqual({
      exitCode: 0,
      errors: '',
      lines: 2,
    });
  });

  test('a view stands for its query, and is joined with what is typed', async () => {
    const server = await serve({
      'GET /api/dlq/views': { status: 200, text: JSON.stringify({ items: [answers.VIEW] }) },
      'GET /api/dlq/messages': letters({ items: [], next_cursor: null, is_partial: false }),
    });
    await runCli(['dlq', 'list', 'a', 'OR', 'b', '--view', 'mailboxes'], { url: server.url });
    const { searchParams } = new URL(server.asked.at(-1)?.path ?? '', server.url);
    expect(searchParams.get('q')).toBe('(a OR b) AND (code:smtp_550 AND age:>1h)');
  });
});

test('numbers that a double cannot hold are printed as they came, also in an edited payload', async () => {
  const exact = '{"id":"x","big":9007199254740993,"long":1.10}';
  const letter = JSON.stringify({ ...answers.LETTER_DETAIL, payload: 0, edited_payload: exact }).replace(
    '"payload":0',
    `"payload":${exact}`,
  );
  const { url } = await serve({ 'GET /api/dlq/messages/4711': { status: 200, text: letter } });
  const runs = await Promise.all(
    [[], ['--json'], ['--raw']].map((flags) => runCli(['dlq', 'show', '4711', ...flags], { url })),
  );
  for (const { stdout } of runs) {
    expect(stdout).toMatch(/"big": ?9007199254740993/);
    expect(stdout).toMatch(/"long": ?1\.10/);
  }
  expect(runs[0]?.stdout.match(/9007199254740993/g)).toHaveLength(2);
});

test('--raw writes the bytes as they came', async () => {
  const { url } = await serve({
    'GET /api/dlq/messages/4712': { schema: DeadLetterDetailSchema, body: answers.POISON_DETAIL },
  });
  const folder = await mkdtemp(join(tmpdir(), 'ballast-cli-'));
  try {
    const main = join(import.meta.dirname, '../src/main.ts');
    const child = spawn('/bin/sh', ['-c', `"${process.execPath}" "${main}" dlq show 4712 --raw > "${folder}/raw"`], {
      env: cliEnvironment({ url }),
    });
    await once(child, 'close');
    expect([...(await readFile(join(folder, 'raw')))]).toEqual([0xff, 0x00, 0x1b, 0x5b, 0x41]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe('exit codes', () => {
  test('a ledger that loses something is 1, one that balances 0', async () => {
    const bad = await serve({ 'GET /api/ledger': { schema: LedgerSchema, body: answers.LOSING_LEDGER } });
    const good = await serve({ 'GET /api/ledger': { schema: LedgerSchema, body: answers.LEDGER } });
    const runs = await Promise.all([bad, good].map(({ url }) => runCli(['ledger'], { url })));
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([1, 0]);
  });

  test('a system with nothing critical is 0', async () => {
    const { url } = await serve({ 'GET /api/system': { schema: SystemSchema, body: answers.HEALTHY_SYSTEM } });
    const run = await runCli(['status'], { url });
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing is wrong.') });
  });

  test('help is 0 on standard output; a noun without its verb is 2 on standard error', async () => {
    const [help, bare, nounAlone] = await Promise.all([runCli(['--help']), runCli([]), runCli(['dlq'])]);
    expect(help).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Usage: ballast'), stderr: '' });
    expect(bare).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('Usage: ballast') });
    expect(nounAlone).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('Usage: ballast dlq') });
  });

  test.each([
    [['dlq', 'reprocess', '--rate', '5', '--batch', '9', '--yes'], 'give either --rate, or --batch with --delay'],
    [
      ['dlq', 'reprocess', '--delay', '1', '--yes'],
      "option '--delay <time>' argument '1' is invalid. It must be a time like",
    ],
    [['dlq', 'reprocess', '--delay', '1s', '--yes'], '--delay is the time between batches and needs --batch'],
    [['dlq', 'reprocess', '1', '--query', 'x', '--yes'], 'give either ids or --query, not both.'],
    [
      ['dlq', 'discard', '--query', '', '--yes'],
      '--query is empty; a query that finds every letter is status:pending.',
    ],
    [
      ['dlq', 'reprocess', 'a b', '--yes'],
      "'a b' is no <ids>: It must be a letter’s id (digits) or the id of its message.",
    ],
    [['dlq', 'show', '1', '--raw', '--json'], 'give either --raw or --json.'],
    [['dlq', 'edit', '1', '--file', '/nowhere', '--yes'], '--file /nowhere cannot be read (ENOENT).'],
    [['frobnicate'], "unknown command 'frobnicate' (ballast --help)"],
  ])('%j is 2 with one line', async (args, says) => {
    const run = await runCli(args, { url: 'http://127.0.0.1:1' });
    expect(run.stderr).toContain(says);
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('a job that is watched', () => {
  test('is told wave by wave where there is no terminal, and a stop by itself is exit code 1', async () => {
    const { url } = await serve({
      'POST /api/dlq/jobs': { schema: RedriveJobSchema, body: answers.JOB },
      [`GET /api/dlq/jobs/${JOB_ID}`]: [answers.JOB, answers.STOPPED_JOB].map(job),
    });
    const run = await runCli(['dlq', 'reprocess', '--yes', '--watch'], { url });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('141/500  1 failed  359 left  ✓ 1  ✓ 5  ✓ 25 (1 failed)  ◐ 469');
    expect(run.stdout).toContain('stopped because\t1 of 1 in the first wave failed: smtp_550');
  });

  test('goes on when the watching ends by Ctrl-C, and the way back to it is said', async () => {
    const server = await serve({ [`GET /api/dlq/jobs/${JOB_ID}`]: job(answers.JOB) });
    const watch = startCli(['dlq', 'jobs', 'watch', JOB_ID], server);
    await until(() => server.asked.length >= 2);
    watch.interrupt();
    expect(await watch.exitCode).toBe(130);
    expect(watch.errors()).toContain(`The job goes on.\n  ballast dlq jobs watch ${JOB_ID}   shows it again`);
    expect(server.asked.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('is still watched after its web server was away for a while', async () => {
    const path = `GET /api/dlq/jobs/${JOB_ID}`;
    // A port that nobody else is given while nobody listens there.
    const port = await findFreePort();
    const before = await startFakeServer({ [path]: job(answers.JOB) }, port);
    const watch = startCli(['dlq', 'jobs', 'watch', JOB_ID], before);
    await until(() => before.asked.length > 0);
    await before.close();
    await until(() => watch.errors().includes('web-server does not answer; the job goes on without it.'));
    servers.push(await startFakeServer({ [path]: job(answers.FINISHED_JOB) }, port));
    expect(await watch.exitCode).toBe(0);
  });
});

describe('on a terminal', () => {
  const routes = {
    ...SYSTEM,
    'GET /api/dlq/messages': letters(answers.LETTER_LIST),
    'POST /api/dlq/jobs': [
      { schema: DryRunSchema, body: answers.DRY_RUN },
      { schema: RedriveJobSchema, body: answers.JOB },
    ],
    [`GET /api/dlq/jobs/${JOB_ID}`]: [answers.JOB, answers.FINISHED_JOB].map(job),
  };

  test.each([80, 160])('no line is wider than its %i columns, and ids stay whole', async (columns) => {
    const { url } = await serve(routes);
    const runs = await Promise.all([['status'], ['dlq', 'list']].map((args) => runOnTerminal(args, { url, columns })));
    for (const { stdout } of runs) {
      const lines = stripVTControlCharacters(stdout).split('\n');
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
    }
    expect(runs[1]?.stdout).toContain('4711');
    if (columns === 160) expect(runs[1]?.stdout).toContain(answers.REQUEST_ID);
  });

  test('there is colour, and none with NO_COLOR', async () => {
    const { url } = await serve(routes);
    const [coloured, plain] = await Promise.all([
      runOnTerminal(['status'], { url, columns: 80 }),
      runOnTerminal(['status'], { url, columns: 80, env: { NO_COLOR: '1' } }),
    ]);
    expect(coloured.stdout).toContain('\u001b[31m✗ CRITICAL');
    expect(plain.stdout).not.toContain('\u001b[');
  });

  test('a person is asked with the count, and a yes makes the job and shows it to its end', async () => {
    const server = await serve(routes);
    const run = await runOnTerminal(['dlq', 'reprocess', '--batch', '50', '--delay', '1s'], {
      url: server.url,
      columns: 100,
      types: [
        { after: '[y/N]', text: 'y\n' },
        { after: 'Why?', text: 'the mail server is back\n' },
      ],
    });
    expect(run.exitCode).toBe(0);
    const text = stripVTControlCharacters(run.stdout);
    expect(text).toContain('482 of 500 dead letters would be sent again');
    expect(text).toContain('Send 482 dead letters again (18 refused), 1, then 5, then 25 first, in about 9.6 s?');
    expect(text).toContain('500/500');
    expect(text).toContain('500 succeeded, of 500 dead letters');
    const made = server.asked.findLast(({ method }) => method === 'POST');
    expect(made?.body).toEqual({ query: '', rate_per_second: 50, reason: 'the mail server is back' });
  });

  test.each(['n\n', '\n', '\u0003', '\u0004'])('anything but a yes (%j) changes nothing', async (text) => {
    const server = await serve(routes);
    const run = await runOnTerminal(['dlq', 'reprocess'], {
      url: server.url,
      columns: 100,
      types: [{ after: '[y/N]', text }],
    });
    expect(run).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('ballast: nothing was changed.') });
    expect(server.asked).toHaveLength(1);
  });

  test('what was edited is kept where the server refuses it, and nothing is where nothing was changed', async () => {
    const server = await serve({
      'GET /api/dlq/messages/4711': { schema: DeadLetterDetailSchema, body: answers.LETTER_DETAIL },
      'POST /api/dlq/messages/4711/edit': problem(422, 'invalid_edit', 'It does not fit', 'version: must be 1'),
    });
    const edit = (editor: string) =>
      runOnTerminal(['dlq', 'edit', '4711'], { url: server.url, columns: 200, env: { EDITOR: editor } });
    const refused = await edit(`sed -i 's/"version": 1/"version": 2/'`);
    const [, path = ''] = /version: must be 1\. Your text is in (\S+): change it/.exec(refused.stdout) ?? [];
    expect(await readFile(path, 'utf8')).toContain('"version": 2');
    await rm(dirname(path), { recursive: true });
    const gaveUp = await edit('false');
    expect(gaveUp).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('the editor (false) ended with 1') });
  });

  test('$EDITOR opens with the payload, the change is shown and asked about', async () => {
    const changed = { id: '4711', diff: [{ op: 'replace', path: '/version', before: 1, after: 2 }], job_id: null };
    const server = await serve({
      'GET /api/dlq/messages/4711': { schema: DeadLetterDetailSchema, body: answers.LETTER_DETAIL },
      'POST /api/dlq/messages/4711/edit': { status: 200, text: JSON.stringify(changed) },
    });
    const run = await runOnTerminal(['dlq', 'edit', '4711', '--reason', 'v2'], {
      url: server.url,
      columns: 100,
      env: { EDITOR: 'sed -i \'s/"version": 1/"version": 2/\'' },
      types: [{ after: '[y/N]', text: 'y\n' }],
    });
    expect(run.exitCode).toBe(0);
    expect(stripVTControlCharacters(run.stdout)).toContain('/version\n  - 1\n  + 2');
    const [, plan, made] = server.asked.map(({ body }) => body as { payload: string; dry_run?: true; reason: string });
    expect(plan).toMatchObject({ dry_run: true });
    expect(made).toMatchObject({ reason: 'v2' });
    expect(JSON.parse(made?.payload ?? '')).toMatchObject({ id: answers.REQUEST_ID, version: 2 });
  });
});
