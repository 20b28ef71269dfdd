import { statfs } from 'node:fs/promises';
import { Command } from 'commander';
import { finding, report, type Section } from './finding.ts';
import { lookAtFigures, lookAtHealth } from './look.ts';
import { findStackPlace } from './stack-place.ts';

const DISK_BOUND = 0.8;

const { json } = new Command('scripts/daily-check.sh')
  .description(
    'What to look at once a day: processes, backlog, error rate, ledger, disk. Exits with 1 unless all is well.',
  )
  .option('--json', 'print one document', false)
  .parse()
  .opts<{ json: boolean }>();

const place = findStackPlace();
process.exitCode = report(await Promise.all([lookAtHealth(place), lookAtFigures(place), lookAtDisk(place.root)]), json);

/** The disk of this machine below the folder, by the system itself: it is to be known without Prometheus as well. */
async function lookAtDisk(folder: string): Promise<Section> {
  const disk = await finding(folder, async () => {
    const { blocks, bavail } = await statfs(folder);
    const used = 1 - bavail / blocks;
    return { state: used > DISK_BOUND ? 'bad' : 'ok', text: `${Math.round(used * 100)} % full` };
  });
  return { title: 'Disk', findings: [disk] };
}
