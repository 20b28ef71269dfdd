import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isPortFree } from '@ballast/native-stack';
import { planPorts } from '../stack/ports.ts';

const run = promisify(execFile);
const REPOSITORY = join(import.meta.dirname, '../..');
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Where the stack is told that traces can be looked at; nobody is there. */
export const TRACE_URL = 'http://localhost:16686/trace/{trace_id}';

/** Who operates the stack, each with a role. */
const OPERATORS = { ada: 'admin', grace: 'operator', vera: 'viewer' } as const;
export type OperatorName = keyof typeof OPERATORS;

/** Where the stack of this run is; handed to the tests in BALLAST_E2E. */
export interface FreshStack {
  /** The fresh copy of the project that the stack runs from. */
  readonly folder: string;
  readonly portOffset: number;
  /** What a user's shell has: no Node 24 of ours, no pnpm. */
  readonly env: Record<string, string>;
  /** The operators' keys. */
  readonly keys: Readonly<Record<OperatorName, string>>;
}

/**
 * Copies what git would clone into an empty folder, starts the product there as a newcomer would, with a shell that has
 * neither our Node nor pnpm, and stops it afterwards. Fails the run when anything of it is left.
 */
export default async function startFreshStack(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-clone-'));
  const portOffset = await findPortOffset();
  const env = newcomerEnvironment(portOffset);
  const stack: FreshStack = { folder, portOffset, env, keys: { ada: newKey(), grace: newKey(), vera: newKey() } };
  const script = (name: string, ...args: string[]) =>
    run(join(folder, 'scripts', name), args, { cwd: folder, env, maxBuffer: MAX_OUTPUT_BYTES });

  const tearDown = async () => {
    await script('stop');
    const left = await processesOf(folder);
    await rm(folder, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`./scripts/stop left processes running:\n${left.join('\n')}`);
  };
  try {
    await copyProject(folder);
    await keepKeys(stack);
    const startedAt = performance.now();
    await script('start', '-d');
    console.log(`./scripts/start -d in a fresh copy: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  } catch (error) {
    await tearDown().catch(() => undefined);
    throw error;
  }
  process.env.BALLAST_E2E = JSON.stringify(stack);
  return tearDown;
}

/** One with which no port of the stack is anybody's. */
async function findPortOffset(): Promise<number> {
  for (;;) {
    const offset = 200 + Math.floor(Math.random() * 1_500);
    const { all } = planPorts({ BALLAST_PORT_OFFSET: String(offset) });
    const free = await Promise.all(all.map(({ port }) => isPortFree(port)));
    if (!free.includes(false)) return offset;
  }
}

async function copyProject(folder: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: REPOSITORY,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  for (const file of stdout.split('\0').filter((name) => name !== '')) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(REPOSITORY, file), join(folder, file), { force: true }).catch((error: NodeJS.ErrnoException) => {
      // Listed by git, deleted from the work tree.
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

/** Several keys in place of the one that the start would make: into its file, so that its other secrets are made as ever. */
async function keepKeys({ folder, keys }: FreshStack): Promise<void> {
  const names = Object.keys(OPERATORS) as OperatorName[];
  const line = names.map((name) => `${name}:${OPERATORS[name]}:${keys[name]}`).join(',');
  await mkdir(join(folder, '.ballast'), { recursive: true });
  await writeFile(join(folder, '.ballast', 'secrets'), `ADMIN_API_KEYS=${line}\n`, { mode: 0o600 });
}

function newKey(): string {
  return randomBytes(24).toString('hex');
}

function newcomerEnvironment(portOffset: number): Record<string, string> {
  const { HOME = '/root', BALLAST_SERVERS } = process.env;
  return {
    HOME,
    LANG: 'C.UTF-8',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    BALLAST_PORT_OFFSET: String(portOffset),
    // All tests come from one address, faster than any visitor; limits.e2e.test.ts comes from another one.
    RATE_LIMIT_WHITELIST_CIDRS: '127.0.0.1/32,::1/128',
    // On a busy machine answers would be 503 where a test asks for something else.
    PRESSURE_MAX_EVENT_LOOP_DELAY_MS: '60000',
    TRACE_URL_TEMPLATE: TRACE_URL,
    ...(BALLAST_SERVERS === undefined ? {} : { BALLAST_SERVERS }),
    ...(process.env.CI === undefined ? {} : { CI: process.env.CI }),
  };
}

/** Processes whose command line names the folder. */
async function processesOf(folder: string): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,args=']);
  return stdout.split('\n').filter((line) => line.includes(folder));
}
