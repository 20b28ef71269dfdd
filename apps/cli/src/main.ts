#!/usr/bin/env node
import { reportFailure } from './failures/report-failure.ts';
import { createProgram } from './program.ts';

// The reader may leave early: `ballast dlq list --all | head` is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
