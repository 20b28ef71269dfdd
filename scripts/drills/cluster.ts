// Breaks the NATS cluster of a composed system while requests come, and says how long each fault was felt:
//
//   node scripts/drills/cluster.ts [--project ballast] [--url http://127.0.0.1:8080] [--rate 20]
//
// It loses nothing that a cluster is there to keep, but it takes servers away: not for a system that others use. It ends with 1 when
// a request that was accepted has no verdict in the end, or the ledger does not balance.
import { setTimeout as pause } from 'node:timers/promises';
import { openCompose } from './compose.ts';
import { endsWhole, operatorKey, readOptions, say, untilTrue } from './drill.ts';
import { FAULTS, type Fault } from './faults.ts';
import { areCopiesCurrent } from './nats-servers.ts';
import { SteadyLoad } from './steady-load.ts';

const CALM_MS = 3_000;

interface Felt {
  readonly fault: string;
  /** All times are since it was broken. */
  readonly nextVerdict: string;
  readonly repaired: string;
  readonly copiesCurrent: string;
}

const { project, url, rate } = readOptions({ rate: 20 });
const compose = openCompose(project, ['docker-compose.yaml', 'docker-compose.cluster.yaml']);
say('waiting for every copy of every stream to be up to date');
await untilTrue(() => areCopiesCurrent(compose), 'every copy of every stream is up to date');
const load = new SteadyLoad(url, await operatorKey(compose), rate);
const felt: Felt[] = [];
try {
  for (const fault of FAULTS) {
    const startedAt = Date.now();
    await untilTrue(() => load.hasVerdictSince(startedAt), 'requests get verdicts');
    await pause(CALM_MS);
    felt.push(await strike(fault));
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await load.stop();

const isWhole = await endsWhole(load);
console.table(felt);
if (!isWhole) process.exitCode = 1;

async function strike(fault: Fault): Promise<Felt> {
  say(fault.name);
  const repair = await fault.strike(compose);
  const struckAt = Date.now();
  const since = () => `${((Date.now() - struckAt) / 1000).toFixed(1)} s`;
  const verdict = untilTrue(() => load.hasVerdictSince(struckAt), 'a request has its verdict').then(since);
  await repair();
  const repaired = since();
  say(`  repaired after ${repaired}`);
  const nextVerdict = await verdict;
  say(`  the first request after it had its verdict after ${nextVerdict}`);
  await untilTrue(() => areCopiesCurrent(compose), 'every copy of every stream is up to date');
  const copiesCurrent = since();
  say(`  every copy was up to date after ${copiesCurrent}`);
  return { fault: fault.name, nextVerdict, repaired, copiesCurrent };
}
