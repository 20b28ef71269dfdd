// The streams of JetStream as lines of JSON: `save` writes them to standard output, `restore` reads them from standard input.
import { createInterface } from 'node:readline';
import { type Messaging, restoreStreams, type SnapshotPart, saveStreams } from '@ballast/messaging';
import { Command } from 'commander';
import { runCommand, withMessaging } from './command.ts';

const program = new Command('streams').description('The streams of JetStream: saved and restored.');
program
  .command('save')
  .description('write every stream, with what its consumers have settled, to standard output')
  .action(() => withMessaging('streams', save));
program
  .command('restore')
  .description('make the streams that standard input holds; none of them may be there')
  .action(() => withMessaging('streams', restore));
await runCommand(program);

async function save(messaging: Messaging): Promise<void> {
  for await (const part of saveStreams(messaging)) {
    const line = 'chunk' in part ? { chunk: Buffer.from(part.chunk).toString('base64') } : part;
    if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await drained();
    if ('stream' in part) process.stderr.write(`saving ${part.stream}\n`);
  }
  // So that what was cut off is not taken for a whole backup.
  process.stdout.write(`${JSON.stringify({ end: true })}\n`);
}

async function restore(messaging: Messaging): Promise<void> {
  const restored = await restoreStreams(messaging, readParts());
  process.stderr.write(`restored ${restored.join(', ')}\n`);
}

async function* readParts(): AsyncGenerator<SnapshotPart> {
  let isWhole = false;
  for await (const line of createInterface({ input: process.stdin })) {
    const part = JSON.parse(line) as Record<string, unknown>;
    isWhole = part.end === true;
    if (isWhole) continue;
    yield typeof part.chunk === 'string' ? { chunk: Buffer.from(part.chunk, 'base64') } : (part as SnapshotPart);
  }
  if (!isWhole) throw new Error('the backup of the streams is cut off: take another one');
}

function drained(): Promise<void> {
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}
