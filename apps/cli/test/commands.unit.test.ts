import {
  BucketsSchema,
  DeadLetterGroupListSchema,
  DryRunSchema,
  EditAnswerSchema,
  KeyRotationSchema,
  LimitsSchema,
  RedriveJobDetailSchema,
  RuleListSchema,
  StreamSchema,
  ViewListSchema,
} from '@ballast/contracts/operators';
import type { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';
import {
  asDetail,
  BUCKETS,
  DRY_RUN,
  GROUP,
  JOB,
  JOB_ID,
  LAST_KEY_ROTATION,
  LIMITS,
  RULE,
  STREAM,
  VIEW,
} from './answers.ts';
import { COMMAND_CASES, type CommandCase } from './command-cases.ts';
import { type Asked, type FakeServer, startFakeServer } from './fake-server.ts';
import { runCli } from './run-cli.ts';

const servers: FakeServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function serve(routes: CommandCase['routes']): Promise<FakeServer> {
  const server = await startFakeServer(routes);
  servers.push(server);
  return server;
}

const words = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split(' '));
const commandLine = ({ command, args }: CommandCase) => {
  const [first = [], second = []] = [words(command), words(args)];
  // A query is one argument, as a person quotes it.
  const query = second.findIndex((word) => word.startsWith('--'));
  return command === 'dlq list'
    ? [...first, second.slice(0, query).join(' '), ...second.slice(query)]
    : [...first, ...second];
};
const INPUT = '{"a": 2}';

test('every command of the tree has a case', () => {
  const covered = new Set(COMMAND_CASES.map(({ command }) => command));
  expect(leavesOf(createProgram()).filter((path) => !covered.has(path))).toEqual([]);
});

describe.concurrent.each(COMMAND_CASES)('ballast $command $args', (one) => {
  test('prints what it is asked for, in lines that a script can read', async ({ expect }) => {
    const server = await serve(one.routes);
    const run = await runCli(commandLine(one), { url: server.url, input: INPUT });
    expect(run).toMatchObject({ exitCode: one.exitCode ?? 0 });
    expectInOrder(run.stdout, one.lines);
    expect(run.stdout).not.toContain('\u001b');
    if (one.sends !== undefined) {
      const { method, path, body } = one.sends;
      const sent = server.asked.at(-1);
      expect(sent).toEqual({ method, path, body, authorization: 'Bearer a-key' });
    }
  });

  // What answers in a format of its own has no other.
  if (one.json !== null) {
    test('prints with --json exactly what the server answered', async ({ expect }) => {
      const server = await serve(one.routes);
      const run = await runCli([...commandLine(one), '--json'], { url: server.url, input: INPUT });
      expect(run.exitCode).toBe(one.exitCode ?? 0);
      expect(JSON.parse(run.stdout)).toEqual(one.json);
    });
  }

  test('says in one line why it fails', async ({ expect }) => {
    const { failure } = one;
    const server = await serve(failure.routes ?? {});
    const run = await runCli([...words(one.command), ...words(failure.args)], { url: server.url, input: INPUT });
    expect(run.stderr).toContain(failure.says);
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(run.stderr).toMatch(/^ballast: /);
    expect(run).toMatchObject({ exitCode: failure.exitCode, stdout: '' });
  });
});

/** What a command looks at before it changes anything. */
const LOOKS: CommandCase['routes'] = {
  'POST /api/dlq/jobs': { schema: DryRunSchema, body: DRY_RUN },
  'POST /api/dlq/messages/4711/edit': {
    schema: EditAnswerSchema,
    body: { id: '4711', diff: [{ op: 'remove', path: '/a', before: 1 }], job_id: null },
  },
  'GET /api/dlq/groups': { schema: DeadLetterGroupListSchema, body: { items: [GROUP] } },
  [`GET /api/dlq/jobs/${JOB_ID}`]: { schema: RedriveJobDetailSchema, body: asDetail(JOB) },
  'GET /api/dlq/views': { schema: ViewListSchema, body: { items: [VIEW] } },
  'GET /api/dlq/rules': { schema: RuleListSchema, body: { items: [RULE], enabled: true } },
  'GET /api/limits': { schema: LimitsSchema, body: LIMITS },
  'GET /api/limits/buckets': { schema: BucketsSchema, body: BUCKETS },
  'POST /api/keys/rotate': { schema: KeyRotationSchema, body: { ...LAST_KEY_ROTATION, left: [] } },
  'GET /api/streams/primecheck_stream': { schema: StreamSchema, body: STREAM },
};
const changing = COMMAND_CASES.filter(({ args }) => args?.includes('--yes') === true);

describe.concurrent.each(changing)('ballast $command', (one) => {
  const withoutYes = commandLine(one).filter((word) => word !== '--yes');

  test('changes nothing where nobody can be asked and --yes is missing', async ({ expect }) => {
    const server = await serve(LOOKS);
    const run = await runCli(withoutYes, { url: server.url, input: INPUT });
    expect(run.stderr).toContain('there is no terminal to ask at. Give --yes if you mean it, or --dry-run to look.');
    expect(run.exitCode).toBe(2);
    expectNothingChanged(server);
  });

  test('changes nothing with --dry-run', async ({ expect }) => {
    const server = await serve(LOOKS);
    const run = await runCli([...withoutYes, '--dry-run'], { url: server.url, input: INPUT });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).not.toBe('');
    expectNothingChanged(server);
  });
});

test('ballast ratelimit show --ip prints how the address stands', async () => {
  const server = await serve({ 'GET /api/limits/buckets': { schema: BucketsSchema, body: BUCKETS } });
  const run = await runCli(['ratelimit', 'show', '--ip', '198.51.100.7'], { url: server.url });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expectInOrder(run.stdout, ['LIMIT\tENDPOINT\tLEFT\tFULL\tBLOCKED', 'prime-check-per-ip\tPOST /prime-check\t0/60\t']);
  expect(server.asked[0]?.path).toBe('/api/limits/buckets?kind=ip&id=198.51.100.7');
});

function expectNothingChanged(server: FakeServer): void {
  const isLook = ({ method, body }: Asked) =>
    method === 'GET' || (typeof body === 'object' && body !== null && 'dry_run' in body && body.dry_run === true);
  expect(server.asked.filter((one) => !isLook(one))).toEqual([]);
}

function leavesOf(command: Command, path = ''): string[] {
  const children = command.commands.filter((child) => child.name() !== 'help');
  if (children.length === 0) return [path];
  return children.flatMap((child) => leavesOf(child, path === '' ? child.name() : `${path} ${child.name()}`));
}

function expectInOrder(text: string, lines: readonly string[]): void {
  let from = 0;
  for (const line of lines) {
    const at = text.indexOf(line, from);
    expect(at, `"${line}" in\n${text.slice(from)}`).toBeGreaterThanOrEqual(0);
    from = at + line.length;
  }
}
