import { Command } from 'commander';
import { report } from './finding.ts';
import { lookAtFigures, lookAtHealth, readLogs } from './look.ts';
import { findStackPlace } from './stack-place.ts';

const { json } = new Command('scripts/monitor.sh')
  .description('Is everything well now: health, key metrics, recent errors. Exits with 1 unless it is.')
  .option('--json', 'print one document', false)
  .parse()
  .opts<{ json: boolean }>();

const place = findStackPlace();
const sections = await Promise.all([lookAtHealth(place), lookAtFigures(place)]);
process.exitCode = report(sections, json);
if (!json) {
  console.log('\nRecent errors, and what took longest');
  console.log(await readLogs(place, json).catch((error: Error) => `  the logs could not be read: ${error.message}`));
}
