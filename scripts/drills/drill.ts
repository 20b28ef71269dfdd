import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Compose } from './compose.ts';
import type { SteadyLoad } from './steady-load.ts';

const POLL_MS = 200;
const PATIENCE_MS = 120_000;
const MAX_RATE = 500;
const HERE = new Set(['127.0.0.1', 'localhost', '[::1]']);

export interface DrillOptions {
  readonly project: string;
  /** Without a slash at its end. */
  readonly url: string;
  /** Requests a second. */
  readonly rate: number;
}

/** What the command line says. Throws an Error for an address that is not on this machine, and for a rate that is none. */
export function readOptions(defaults: { readonly rate: number }): DrillOptions {
  const { values } = parseArgs({
    options: {
      project: { type: 'string', default: 'ballast' },
      url: { type: 'string', default: 'http://127.0.0.1:8080' },
      rate: { type: 'string', default: String(defaults.rate) },
    },
  });
  const rate = Number(values.rate);
  if (!HERE.has(new URL(values.url).hostname)) throw new Error(`${values.url} is not on this machine`);
  if (!(rate > 0 && rate <= MAX_RATE)) throw new Error(`--rate is requests a second, up to ${MAX_RATE}`);
  return { project: values.project, url: values.url.replace(/\/$/u, ''), rate };
}

/** Waits for the verdict of everything that was accepted, and for the ledger; says how it ends. */
export async function endsWhole(load: SteadyLoad): Promise<boolean> {
  say(`waiting for the verdicts of ${load.accepted.length} accepted requests (${load.refused} were not accepted)`);
  for (const [why, count] of load.refusals) say(`  ${count} times: ${why}`);
  const deadline = Date.now() + PATIENCE_MS;
  let open = await load.open();
  while (open.length > 0 && Date.now() < deadline) {
    await pause(POLL_MS);
    open = await load.open();
  }
  await untilTrue(async () => (await load.ledger()).balanced, 'the ledger balances').catch(() => undefined);
  const { unaccounted, balanced } = await load.ledger();
  say(
    `${load.accepted.length} accepted, ${open.length} without a verdict, ${unaccounted} unaccounted for, balanced: ${balanced}`,
  );
  return open.length === 0 && unaccounted === 0 && balanced;
}

/** The container of the web server that runs: one of its two services, or one of several. */
export async function webServer({ compose }: Compose): Promise<string> {
  const [container = ''] = (await compose('--profile', 'green', 'ps', '-q', 'web-server', 'web-server-green')).split(
    '\n',
  );
  if (container === '') throw new Error('no web server runs: is the project up?');
  return container;
}

/** Operators are not limited, and may read the ledger. */
export async function operatorKey(compose: Compose): Promise<string> {
  // The image has no shell.
  const print = "process.stdout.write(require('node:fs').readFileSync('/run/secrets/ADMIN_API_KEYS'))";
  const [first = ''] = (await compose.docker('exec', await webServer(compose), 'node', '-e', print)).split(',');
  return first.split(':').slice(2).join(':');
}

/** @throws an Error that says what was not so */
export async function untilTrue(ask: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await ask().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`not so within ${PATIENCE_MS / 1000} s: ${what}`);
    await pause(POLL_MS);
  }
}

export function say(text: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
}
