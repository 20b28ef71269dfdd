// Deploys while requests come, on a composed system of this machine:
//
//   node scripts/drills/deploy.ts [--project ballast] [--url http://127.0.0.1:8080] [--rate 200]
//
// Every process is restarted, one after the other; the version is deployed beside itself; NATS and Redis are restarted; one that cannot
// start is deployed, and put back. It ends with 1 when a request was not accepted, when one that was has no verdict in the end, or when
// the ledger does not balance. The project has to be that of deploy/environments/local.env, and not one that others use.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Compose, openCompose } from './compose.ts';
import { endsWhole, operatorKey, readOptions, say, untilTrue, webServer } from './drill.ts';
import { SteadyLoad } from './steady-load.ts';

const run = promisify(execFile);
const STEP_MS = 600_000;
const IMAGE = process.env.BALLAST_IMAGE ?? 'ballast';
const BROKEN_VERSION = '0.0.0-broken';
/** Of our own processes, each is replaced; these go on where they were, and requests wait in the outbox meanwhile. */
const SERVERS = ['nats', 'redis'];

interface Step {
  readonly name: string;
  take(compose: Compose, version: string): Promise<unknown>;
}

const STEPS: readonly Step[] = [
  { name: 'every process is restarted', take: (_, version) => deploy(version) },
  { name: 'the version is deployed beside itself, and back', take: (_, version) => deploy(version) },
  ...SERVERS.map((server) => ({
    name: `${server} is restarted`,
    take: (compose: Compose) => compose.compose('restart', server),
  })),
  { name: 'a version that cannot start is put back', take: (_, version) => deployBroken(version) },
];

const { project, url, rate } = readOptions({ rate: 200 });
const compose = openCompose(project, ['docker-compose.yaml']);
const version = await runningVersion(compose);
const load = new SteadyLoad(url, await operatorKey(compose), rate);
const seen: { readonly step: string; readonly seconds: string; readonly notAccepted: number }[] = [];
try {
  await untilTrue(() => load.hasVerdictSince(0), 'requests get verdicts');
  for (const { name, take } of STEPS) {
    say(name);
    const [startedAt, refusedBefore] = [Date.now(), load.refused];
    await take(compose, version);
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
    const endedAt = Date.now();
    await untilTrue(() => load.hasVerdictSince(endedAt), 'requests get verdicts again');
    seen.push({ step: name, seconds, notAccepted: load.refused - refusedBefore });
  }
} catch (error) {
  // What was refused until then is told all the same.
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await load.stop();
const isWhole = await endsWhole(load);
console.table(seen);
if (!isWhole || load.refused > 0) process.exitCode = 1;

function deploy(to: string): Promise<unknown> {
  return run('./scripts/deploy.sh', [to, 'local', '--no-backup'], { timeout: STEP_MS });
}

/** An image like the one that runs, save that its web-server ends at once: what was replaced before it has to go back. */
async function deployBroken(from: string): Promise<void> {
  await buildBroken(from);
  const isDeployed = await deploy(BROKEN_VERSION).then(
    () => true,
    () => false,
  );
  if (isDeployed) throw new Error('a version that cannot start was deployed');
  const now = await runningVersion(compose);
  if (now !== from) throw new Error(`version ${now} runs, and not ${from} as before`);
}

async function buildBroken(from: string): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'ballast-broken-'));
  try {
    await writeFile(join(context, 'main.ts'), "throw new Error('this version cannot start');\n");
    await writeFile(
      join(context, 'Dockerfile'),
      `FROM ${IMAGE}:${from}
COPY main.ts apps/web-server/src/main.ts
LABEL org.opencontainers.image.version=${BROKEN_VERSION}
`,
    );
    await run('docker', ['build', '-q', '-t', `${IMAGE}:${BROKEN_VERSION}`, context], { timeout: STEP_MS });
  } finally {
    await rm(context, { recursive: true });
  }
}

async function runningVersion(of: Compose): Promise<string> {
  const format = '{{index .Config.Labels "org.opencontainers.image.version"}}';
  return of.docker('inspect', '--format', format, await webServer(of));
}
