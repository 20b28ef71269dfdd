import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { runChecks } from './run-checks.ts';
import { runSuite } from './run-suite.ts';
import { planSuites, SERVER_SETS, type ServerSet } from './suites.ts';
import { formatTally, sumTallies, type Tally } from './tally.ts';

const root = resolve(import.meta.dirname, '../..');
const options = new Command('scripts/test')
  .description(
    'Runs the checks, then the unit, integration and end-to-end tests; the last line is `N passed, N failed`.',
  )
  .option('--quick', 'leave out what takes long: end-to-end tests and those named *.long.*', false)
  .addOption(
    new Option('--servers <set>', 'the servers that the integration tests run on')
      .choices(SERVER_SETS)
      .default('installed'),
  )
  .parse()
  .opts<{ quick: boolean; servers: ServerSet }>();

const newestServers = resolve(root, '.ballast/servers/newest');
const steps: { name: string; run: () => Promise<Tally> }[] = [
  { name: 'checks', run: () => runChecks(root) },
  ...planSuites({ ...options, newestServers }).map((suite) => ({ name: suite.name, run: () => runSuite(suite, root) })),
];

let interrupted = false;
const interrupt = () => {
  interrupted = true;
};
process.on('SIGINT', interrupt).on('SIGTERM', interrupt);

const startedAt = performance.now();
const results: { name: string; seconds: string; tally: Tally }[] = [];
for (const { name, run } of steps) {
  if (interrupted) break;
  console.log(`\n── ${name} ──`);
  const stepStartedAt = performance.now();
  const tally = await run();
  results.push({ name, seconds: secondsSince(stepStartedAt), tally });
}

console.log(`\n── all, in ${secondsSince(startedAt)} s ──`);
for (const { name, seconds, tally } of results) {
  console.log(`${name}: ${formatTally(tally)} (${seconds} s)`);
  for (const failure of tally.failures) console.log(`  ✗ ${failure}`);
}
const total = sumTallies(results.map(({ tally }) => tally));
console.log(interrupted ? 'Interrupted.' : formatTally(total));
process.exitCode = interrupted || total.failures.length > 0 || total.passed === 0 ? 1 : 0;

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}
