// Breaks the NATS cluster of a composed system while requests come, and says how long each fault was felt:
//
//   node scripts/cluster-drill/main.ts [--project ballast] [--url http://127.0.0.1:8080] [--rate 20]
//
// It loses nothing that a cluster is there to keep, but it takes servers away: not for a system that others use. It ends with 1 when
// a request that was accepted has no verdict in the end, or the ledger does not balance.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Compose, openCompose } from './compose.ts';
import { FAULTS, type Fault } from './faults.ts';
import { areCopiesCurrent } from './nats-servers.ts';
import { SteadyLoad } from './steady-load.ts';

const POLL_MS = 200;
const PATIENCE_MS = 120_000;
const CALM_MS = 3_000;
const MAX_RATE = 200;
const HERE = new Set(['127.0.0.1', 'localhost', '[::1]']);

interface Felt {
  readonly fault: string;
  readonly nextVerdict: string;
  readonly copiesCurrent: string;
}

const { values } = parseArgs({
  options: {
    project: { type: 'string', default: 'ballast' },
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    rate: { type: 'string', default: '20' },
  },
});
const rate = Number(values.rate);
if (!HERE.has(new URL(values.url).hostname)) throw new Error(`${values.url} is not on this machine`);
if (!(rate > 0 && rate <= MAX_RATE)) throw new Error(`--rate is requests a second, up to ${MAX_RATE}`);

const compose = openCompose(values.project);
say('waiting for every copy of every stream to be up to date');
await untilTrue(() => areCopiesCurrent(compose), 'every copy of every stream is up to date');
const load = new SteadyLoad(values.url.replace(/\/$/u, ''), await operatorKey(compose), rate);
const felt: Felt[] = [];
try {
  for (const fault of FAULTS) {
    const startedAt = Date.now();
    await untilTrue(() => load.hasVerdictSince(startedAt), 'requests get verdicts');
    await pause(CALM_MS);
    felt.push(await strike(fault));
  }
} finally {
  await load.stop();
}

say(`waiting for the verdicts of ${load.accepted.length} accepted requests (${load.refused} were not accepted)`);
const deadline = Date.now() + PATIENCE_MS;
let open = await load.open();
while (open.length > 0 && Date.now() < deadline) {
  await pause(POLL_MS);
  open = await load.open();
}
await untilTrue(async () => (await load.ledger()).balanced, 'the ledger balances').catch(() => undefined);
const { unaccounted, balanced } = await load.ledger();
console.table(felt);
say(
  `${load.accepted.length} accepted, ${open.length} without a verdict, ${unaccounted} unaccounted for, balanced: ${balanced}`,
);
if (open.length > 0 || unaccounted > 0 || !balanced) process.exitCode = 1;

async function strike(fault: Fault): Promise<Felt> {
  say(fault.name);
  const struckAt = Date.now();
  const since = () => `${((Date.now() - struckAt) / 1000).toFixed(1)} s`;
  const striking = fault.strike(compose);
  const verdict = untilTrue(() => load.hasVerdictSince(struckAt), 'a request has its verdict').then(since);
  await striking;
  say(`  repaired after ${since()}`);
  const nextVerdict = await verdict;
  say(`  the first request after it had its verdict after ${nextVerdict}`);
  await untilTrue(() => areCopiesCurrent(compose), 'every copy of every stream is up to date');
  const copiesCurrent = since();
  say(`  every copy was up to date after ${copiesCurrent}`);
  return { fault: fault.name, nextVerdict, copiesCurrent };
}

/** Operators are not limited, and may read the ledger. */
async function operatorKey({ compose }: Compose): Promise<string> {
  // The image has no shell.
  const print = "process.stdout.write(require('node:fs').readFileSync('/run/secrets/ADMIN_API_KEYS'))";
  const [first = ''] = (await compose('exec', '-T', 'web-server', 'node', '-e', print)).split(',');
  return first.split(':').slice(2).join(':');
}

async function untilTrue(ask: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await ask().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`not so within ${PATIENCE_MS / 1000} s: ${what}`);
    await pause(POLL_MS);
  }
}

function say(text: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
}
