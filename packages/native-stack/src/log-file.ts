import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const ROTATE_ABOVE_BYTES = 10 * 1024 * 1024;

/** A log that is appended to by a child process; `lastLines` reads only what was written since it was opened. */
export interface LogFile {
  path: string;
  descriptor: number;
  close(): void;
  lastLines(count: number): string;
}

/** Opens a log for appending; one that has grown past 10 MiB is kept once as `<path>.1` and begun anew. */
export function openLogFile(path: string): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_ABOVE_BYTES) renameSync(path, `${path}.1`);
  const descriptor = openSync(path, 'a');
  const start = fstatSync(descriptor).size;
  return {
    path,
    descriptor,
    close: () => closeSync(descriptor),
    lastLines: (count) => readTail(path, start, count),
  };
}

const TAIL_BYTES = 16 * 1024;

function readTail(path: string, start: number, count: number): string {
  const descriptor = openSync(path, 'r');
  try {
    const size = fstatSync(descriptor).size;
    const from = Math.max(start, size - TAIL_BYTES);
    const bytes = Buffer.alloc(Math.max(0, size - from));
    readSync(descriptor, bytes, 0, bytes.length, from);
    return bytes.toString('utf8').trimEnd().split('\n').slice(-count).join('\n');
  } finally {
    closeSync(descriptor);
  }
}
