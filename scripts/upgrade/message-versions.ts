import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { messageVersions } from '@ballast/contracts';
import { describeUnreadable, readMessageVersions } from './read-message-versions.ts';

// What this release writes and reads, and whether it can run beside another one. It asks nothing of any server, and needs no more
// than the contracts: it also runs in an image.
//
//   node scripts/upgrade/message-versions.ts --json > next.json
//   node scripts/upgrade/message-versions.ts --beside next.json     exits with 1 when one of the two cannot read the other

const { values } = parseArgs({ options: { json: { type: 'boolean' }, beside: { type: 'string' } } });
const own = messageVersions();

if (values.beside !== undefined) {
  const other = readMessageVersions(readFileSync(values.beside === '-' ? 0 : values.beside, 'utf8'));
  const faults = describeUnreadable(own, other);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length === 0) process.stdout.write('the two releases can read each other\n');
  process.exitCode = faults.length === 0 ? 0 : 1;
} else if (values.json) {
  process.stdout.write(`${JSON.stringify(own)}\n`);
} else {
  for (const [type, written] of Object.entries(own.writes)) {
    process.stdout.write(`${type}  writes ${written}  reads ${own.reads[type]?.join(', ')}\n`);
  }
}
